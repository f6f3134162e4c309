"""A local Messages API: it answers as Claude does, and misbehaves when told to.

`POST /v1/messages` is the API. `/twin/behaviours` takes what to do next, `/twin/requests` shows
what was asked, `/twin/reset` forgets both. Run it with `python -m local.claude_twin --port 8790`.
"""
