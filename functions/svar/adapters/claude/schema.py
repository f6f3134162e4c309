"""JSON Schemas as the API wants them: every object closed, every field required."""


def closed(**properties: object) -> dict[str, object]:
    """An object of exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
