"""What openapi.json says about every operation: its problems and the API-Version header."""

from typing import Any

METHODS = {"get", "post", "put", "patch", "delete"}
PROBLEM = {
    "type": "object",
    "description": "Waarom een verzoek niet is uitgevoerd (RFC 9457).",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "kenmerk": {"type": "string", "description": "Noem dit als u hulp vraagt."},
        "fouten": {
            "type": "array",
            "description": "Wat er aan de invoer schort, per veld of parameter.",
            "items": {
                "type": "object",
                "required": ["naam", "plaats", "code", "melding"],
                "properties": {
                    "naam": {"type": "string"},
                    "plaats": {"type": "string", "enum": ["body", "query"]},
                    "code": {"type": "string"},
                    "melding": {"type": "string"},
                },
            },
        },
    },
}
WORDS = {
    400: "Het verzoek klopt niet.",
    401: "Niet aangemeld.",
    403: "Niet toegestaan.",
    404: "Niet gevonden, of niet voor u zichtbaar.",
    405: "Deze methode bestaat hier niet.",
    406: "Alleen JSON is hier te krijgen.",
    413: "Het bericht is te groot.",
    415: "Dit soort inhoud wordt hier niet gelezen.",
    429: "Te veel verzoeken.",
    500: "Fout in het portaal.",
}
VERSION_HEADER = {
    "description": "De versie van de API die antwoordt.",
    "schema": {"type": "string"},
}


def describe_problems(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """A drf-spectacular hook: add the Problem schema, the error responses and the header."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components.setdefault("headers", {})["ApiVersion"] = VERSION_HEADER
    components["responses"] = {
        f"Problem{status}": _problem_response(words) for status, words in WORDS.items()
    }
    for path in result.get("paths", {}).values():
        for method, operation in path.items():
            if method in METHODS:
                _describe(
                    operation, [*path.get("parameters", ()), *operation.get("parameters", ())]
                )
    return result


def _problem_response(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "headers": _headers(),
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }


def _headers() -> dict[str, Any]:
    return {"API-Version": {"$ref": "#/components/headers/ApiVersion"}}


def _describe(operation: dict[str, Any], parameters: list[dict[str, Any]]) -> None:
    responses = operation.setdefault("responses", {})
    for response in responses.values():
        if "$ref" not in response:
            response.setdefault("headers", {}).update(_headers())
    for status in sorted(_possible(operation, parameters)):
        responses.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})


def _possible(operation: dict[str, Any], parameters: list[dict[str, Any]]) -> set[int]:
    # 400 also without parameters: one that nobody knows is refused.
    statuses = {400, 405, 406, 429, 500}
    if operation.get("security"):
        statuses |= {401, 403}
    if any(parameter.get("in") == "path" for parameter in parameters):
        statuses.add(404)
    if "requestBody" in operation:
        statuses |= {413, 415}
    return statuses
