"""Django with post_office on SQLite, and SES behind it by boto3's defaults."""

import os
from datetime import timedelta
from pathlib import Path

SECRET_KEY = "bench"
INSTALLED_APPS = ["django.contrib.contenttypes", "post_office"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(os.environ["BENCH_HOME"]) / "post_office.sqlite3"),
        "OPTIONS": {"timeout": 20},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "post_office.EmailBackend"
POST_OFFICE = {
    "BACKENDS": {"default": "tests.benchmarks.peers.post_office.backend.SesBackend"},
    "MAX_RETRIES": 10,
    "RETRY_INTERVAL": timedelta(seconds=5),
}
USE_TZ = True
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
