"""A linter sees the state machines whole."""

import yaml

from local.machines import FOLDER, machines_template


def test_each_machine_stands_in_the_template_as_it_is_written() -> None:
    """With every name that is filled in at the deployment."""
    found = yaml.safe_load(machines_template())["Resources"]
    written = {file.read_text("utf-8") for file in FOLDER.glob("*.asl.yaml")}
    definitions = [each["Properties"]["Definition"] for each in found.values()]
    assert len(found) == len(written) >= 3
    for text in written:
        assert yaml.safe_load(text) in definitions
    assert found["Telling"]["Properties"]["DefinitionSubstitutions"].keys() == {
        "AdvanceTellingArn",
        "WriteAnswerArn",
    }
