"""People, their posts and their appointments in the organs of a place, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.imports.kinds import (
    Column,
    ImportKind,
    Judged,
    Line,
    Option,
    Type,
    Values,
    Verdict,
    Written,
    day_column,
    register,
)
from kaifaqu.kernel.imports.organs import existing
from kaifaqu.kernel.imports.standing import ORGANS, Held, held_by, roles_of, stamp
from kaifaqu.kernel.organs import roles
from kaifaqu.kernel.organs.many import Newcomer, appoint_first, found_people, found_posts
from kaifaqu.kernel.organs.models import Person, Place, Post
from kaifaqu.kernel.subjects.sorting import sort_key

KINDS = (*sorted(ORGANS), Post.KIND, Person.KIND)


def _roles() -> list[Option]:
    return [Option(name, Title(zh=title.zh, en=title.en)) for name, title in roles.titles().items()]


COLUMNS = (
    Column(
        "name",
        Title(zh="姓名", en="Name"),
        longest=80,
        personal=True,
        hint=Title(
            zh="同一机构内同名的是同一个人；确有同名的两人，请加以区别",
            en="one name in one organ is one person; tell two of a name apart",
        ),
        example=Title(zh="（示例）张三", en="(example) Zhang San"),
    ),
    Column(
        "name_en",
        Title(zh="英文姓名", en="Name in English"),
        longest=80,
        personal=True,
        example=Title(zh="Zhang San", en="Zhang San"),
    ),
    Column(
        "organ",
        Title(zh="所在机构", en="Organ"),
        Type.NAME,
        required=True,
        hint=Title(zh="登记中已有的机构", en="one that is on record"),
        example=Title(zh="（示例）招商局", en="(example) Investment Bureau"),
        offers=existing,
    ),
    Column(
        "post",
        Title(zh="岗位", en="Post"),
        hint=Title(zh="只登记人员就留空；一人几岗就写几行", en="leave empty for the person alone; a row for each post"),
        example=Title(zh="局长", en="Director"),
    ),
    Column("post_en", Title(zh="岗位英文名称", en="Post in English"), example=Title(zh="Director", en="Director")),
    Column(
        "role",
        Title(zh="权限角色", en="Role"),
        Type.CHOICE,
        hint=Title(zh="填了岗位就要填", en="needed with a post"),
        example=Title(zh="领导", en="Leader"),
        options=_roles,
    ),
    day_column(Title(zh="任职日期", en="From")),
)


@dataclass
class _Judging:
    """One file of people against what the place holds."""

    place: Place
    lines: Sequence[Line]
    judged: Judged = field(default_factory=Judged)

    def __post_init__(self) -> None:
        self.held = held_by(self.place, KINDS)
        self.roles = roles_of(self.place)
        self.organs: dict[str, list[Held]] = defaultdict(list)
        self.people: dict[tuple[int, str], Held] = {}
        self.posts: dict[tuple[int, str], list[Held]] = defaultdict(list)
        for each in self.held.values():
            if each.kind in ORGANS and each.id != self.place.pk:
                self.organs[each.title].append(each)
            elif each.kind == Person.KIND:
                self.people[each.organ or 0, each.title] = each
            elif each.kind == Post.KIND:
                self.posts[each.organ or 0, each.title].append(each)

    def run(self) -> Judged:
        for line in self.judged.each_once(self.lines, _key):
            organ = self._organ(line) if self._complete(line) else None
            if organ is not None:
                self._row(line, organ)
        return self.judged

    def _complete(self, line: Line) -> bool:
        name, post, role = (line.values.get(key) for key in ("name", "post", "role"))
        if not name and not post:
            self.judged.refuse(line, "name", "nobody")
        elif post and not role:
            self.judged.refuse(line, "role", "role_needed")
        elif role and not post:
            self.judged.refuse(line, "post", "post_needed")
        else:
            return True
        return False

    def _organ(self, line: Line) -> Held | None:
        title = str(line.values["organ"])
        found = self.organs.get(title, [])
        living = [organ for organ in found if not organ.ended] or found
        if len(living) > 1:
            self.judged.refuse(line, "organ", "several", cell=title)
        elif not living:
            place = self.place.subject
            given = {"place": place.title, "place_en": place.title_en or place.title}
            self.judged.refuse(line, "organ", "unknown_here", cell=title, **given)
        elif not living[0].refuses(str(line.values["on"]), line, "organ", self.judged):
            return living[0]
        return None

    def _row(self, line: Line, organ: Held) -> None:
        values, on = line.values, str(line.values["on"])
        person = self.people.get((organ.id, str(values.get("name"))))
        posts = self.posts.get((organ.id, str(values.get("post"))), [])
        held = [post for post in posts if not person or (post.holders and post.holders[-1][1] == person.id)]
        values["organ_id"] = organ.id
        values["person_id"] = person.id if person else None
        values["name_key"] = sort_key(str(values["name"])) if values.get("name") and not person else None
        values["post_key"] = sort_key(str(values["post"])) if values.get("post") else None
        if person and person.refuses(on, line, "on", self.judged):
            return
        if held and (person or not values.get("name")):
            self._same(line, held)
        elif person and not values.get("post"):
            self.judged.verdicts[line.number] = Verdict.UNCHANGED

    def _same(self, line: Line, held: Sequence[Held]) -> None:
        """The post is there already, held by this very person, or by whomever where the row names nobody."""
        named = {option.key: option.title for option in _roles()}
        if all(self.roles.get(post.id) != line.values["role"] for post in held):
            role = named.get(self.roles.get(held[0].id, ""), Title(zh="?", en="?"))
            self.judged.refuse(line, "role", "role_differs", cell=held[0].title, role=role.zh, role_en=role.en)
        else:
            self.judged.verdicts[line.number] = Verdict.UNCHANGED


def _key(line: Line) -> tuple[str, object]:
    name, organ, post = (line.values.get(key) for key in ("name", "organ", "post"))
    return "name" if name else "post", (name, organ, post)


def _judge(place: Place, lines: Sequence[Line]) -> Judged:
    return _Judging(place, lines).run()


def _stamp(place: Place) -> str:
    return stamp(held_by(place, KINDS), roles_of(place))


def _write(place: Place, rows: Sequence[Values]) -> Written:
    """People first, each once, from the first of his days; then the posts; then who holds them."""
    people: dict[tuple[object, object], Newcomer] = {}
    for values in sorted(rows, key=lambda values: str(values["on"])):
        if values["name_key"]:
            people.setdefault((values["organ_id"], values["name"]), _newcomer(Person.KIND, "name", values))
    persons = dict(zip(people, found_people(place, list(people.values())), strict=True))
    with_post = [values for values in rows if values["post_key"]]
    posts = found_posts(place, [_newcomer(Post.KIND, "post", values) for values in with_post])
    appoint_first(
        (post, int(values["person_id"] or persons[values["organ_id"], values["name"]]), str(values["on"]))
        for post, values in zip(posts, with_post, strict=True)
        if values.get("name")
    )
    existing = {int(values["person_id"]) for values in rows if values["person_id"]}
    return Written(born=[*persons.values(), *posts], changed=sorted(existing))


def _newcomer(kind: str, key: str, values: Values) -> Newcomer:
    return Newcomer(
        kind=kind,
        title=str(values[key]),
        title_en=str(values.get(f"{key}_en") or ""),
        sort_key=str(values[f"{key}_key"]),
        on=str(values["on"]),
        organ=int(values["organ_id"] or 0),
        role=str(values.get("role") or ""),
    )


PEOPLE_KIND = ImportKind(
    key="people",
    title=Title(zh="人员和岗位", en="People and posts"),
    about=Title(
        zh="一次登记许多人员、岗位和任职。已有的人员不重复登记；每行的岗位都是新设的，不会顶替已有岗位的任职人。",
        en="Many people, posts and appointments at once. Nobody is entered twice; the post of a row is a new one, "
        "so that nobody loses his.",
    ),
    columns=COLUMNS,
    needs=("organs.add_person", "organs.add_post", "organs.appoint"),
    stamp=_stamp,
    judge=_judge,
    write=_write,
)
register(PEOPLE_KIND)
