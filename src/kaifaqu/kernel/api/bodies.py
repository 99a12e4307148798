"""The body of an act: the action's own inputs, read by the action's own model, as JSON or with a file as a form."""

from __future__ import annotations

from typing import Annotated, Any, BinaryIO, cast, get_args, get_origin

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field, ValidationError

from kaifaqu.kernel.actions import Action, BadInput
from kaifaqu.kernel.actions.catalogue import Input
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.api.problems import OtherMedia, file_too_big
from kaifaqu.kernel.api.wire import LARGEST, json_object
from kaifaqu.kernel.files.upload import Upload

JSON, FORM = "application/json", "multipart/form-data"


class Given(BaseModel):
    """What a body states besides the inputs: which version of the subject its writer had seen."""

    seen: Annotated[int, Field(ge=0, le=LARGEST)] | None = Field(
        None, description="The subject's seq when it was read: an act on a later one is refused as stale"
    )


def media_types(act: Action[..., Any]) -> tuple[str, ...]:
    """What an act's body may be sent as; a form only where it can bring a file."""
    return (JSON, FORM) if _files(act) else (JSON,)


def read(request: HttpRequest, act: Action[..., Any]) -> tuple[dict[str, Any], int | None]:
    """The inputs, typed, and the version seen; raises BadInput with every fault at once."""
    raw = _form(request, act) if request.content_type == FORM and _files(act) else _json(request, act)
    envelope = {} if act.founds else {name: raw.pop(name) for name in Given.model_fields if name in raw}
    faults: dict[str, Words] = {}
    given, inputs = Given(), {}
    try:
        given = Given.model_validate(envelope)
    except ValidationError as error:
        faults |= BadInput.of(error).faults
    try:
        inputs = act.read(raw)
    except BadInput as refusal:
        faults |= refusal.faults
    if faults:
        raise BadInput(faults)
    return inputs, given.seen


def schema(act: Action[..., Any], media_type: str, ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """The JSON schema of the body in a media type: JSON holds no file, a form no null."""
    described = act.Input.model_json_schema(ref_template=ref_template)
    fields: dict[str, Any] = {**described["properties"], **({} if act.founds else _GIVEN)}
    if media_type == FORM:
        fields = {name: _never_null(field) for name, field in fields.items()}
    else:
        fields = {name: field for name, field in fields.items() if name not in _files(act)}
    return {**described, "properties": fields}


_GIVEN = Given.model_json_schema()["properties"]


def _json(request: HttpRequest, act: Action[..., Any]) -> dict[str, object]:
    if request.content_type != JSON:
        words = _("此项接收的格式：%(kinds)s。")
        raise OtherMedia("media_type", words % {"kinds": ", ".join(media_types(act))})
    return json_object(request.body)


def _form(request: HttpRequest, act: Action[..., Any]) -> dict[str, object]:
    """A form's fields; one left empty is one not given, because a form cannot say null."""
    many = {i.name for i in act.inputs if list in (i.type, get_origin(i.type))}
    sent = {name: [value for value in values if value] for name, values in request.POST.lists()}
    raw: dict[str, object] = {
        name: values if name in many or len(values) > 1 else values[0] for name, values in sent.items() if values
    }
    for name, files in request.FILES.lists():
        uploads = [Upload(file.name or "", file.size or 0, cast(BinaryIO, file)) for file in files]
        raw[name] = uploads if name in many or len(uploads) > 1 else uploads[0]
    if too_big := getattr(request, "too_big", ""):
        raise file_too_big(too_big)
    return raw


def _files(act: Action[..., Any]) -> set[str]:
    return {i.name for i in act.inputs if _takes_file(i)}


def _takes_file(declared: Input) -> bool:
    return Upload in (declared.type, *get_args(declared.type))


def _never_null(field: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" not in field:
        return field
    rest = {name: value for name, value in field.items() if name not in ("anyOf", "default")}
    kinds = [kind for kind in field["anyOf"] if kind != {"type": "null"}]
    return {**kinds[0], **rest} if len(kinds) == 1 else {**rest, "anyOf": kinds}
