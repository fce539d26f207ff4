"""The tree of departments."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from people.models import Department
from people.services import (
    add_department,
    change_place,
    department_tree,
    merge_department,
    retire_department,
    uses_of,
)


@pytest.fixture
def tree(db):
    top = add_department(name="Demo Stad")
    middle = add_department(name="Demo Ruimte", parent=top)
    low = add_department(name="Demo Bomen", parent=middle)
    other = add_department(name="Demo Mens", parent=top)
    return top, middle, low, other


def test_descendants_are_all_below_at_any_depth(tree, django_assert_max_num_queries):
    top, middle, low, other = tree
    with django_assert_max_num_queries(2):
        assert set(top.descendants()) == {middle, low, other}
    assert list(middle.descendants()) == [low]
    assert list(low.descendants()) == []


def test_the_tree_is_read_in_one_query_in_its_own_order(tree, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = [(department.name, depth) for department, depth in department_tree()]
    assert found == [("Demo Stad", 0), ("Demo Mens", 1), ("Demo Ruimte", 1), ("Demo Bomen", 2)]


def test_a_name_is_unique_within_its_parent_in_any_capitals(tree):
    top, middle, low, _other = tree
    with pytest.raises(ValidationError):
        add_department(name=" demo  ruimte", parent=top)
    with pytest.raises(ValidationError):
        add_department(name="DEMO STAD")
    twin = add_department(name="Demo Ruimte", parent=low)
    assert twin.slug == "demo-ruimte-2"
    with pytest.raises(ValidationError):
        change_place(twin, name="Demo Ruimte", parent=top)
    for parent in (top, None):
        name = "DEMO RUIMTE" if parent else "demo stad"
        with pytest.raises(IntegrityError), transaction.atomic():
            Department.objects.create(name=name, slug=f"x{bool(parent)}", parent=parent)


def test_a_department_never_becomes_part_of_itself(tree):
    top, middle, low, other = tree
    for parent in (top, middle, low, other):
        with pytest.raises(ValidationError):
            change_place(Department.objects.get(pk=top.pk), name="Demo Stad", parent=parent)
    change_place(low, name="Demo Groen", parent=other)
    low.refresh_from_db()
    assert (low.parent, low.name, low.slug) == (other, "Demo Groen", "demo-bomen")


def test_only_an_empty_department_retires(tree, colleague):
    _top, middle, low, _other = tree
    with pytest.raises(ValidationError, match="1"):
        retire_department(middle)
    with pytest.raises(ValidationError):
        retire_department(colleague.department)
    retire_department(low)
    assert uses_of(middle) == {}
    retire_department(middle)
    with pytest.raises(ValidationError):
        retire_department(middle)
    assert add_department(name="Demo Ruimte", parent=tree[0])  # the name is free again


def test_a_merge_moves_people_and_parts_and_retires(tree, colleague, admin):
    _top, middle, low, other = tree
    colleague.department = middle
    colleague.save()
    with pytest.raises(ValidationError):
        merge_department(middle, into=low, by=admin)
    merge_department(middle, into=other, by=admin)
    for row in (colleague, low, middle):
        row.refresh_from_db()
    assert colleague.department == other
    assert colleague.changes.get(kind="department").by == admin
    assert low.parent == other
    assert middle.retired_at is not None


def test_a_merge_that_cannot_be_whole_does_nothing(tree, colleague, admin):
    _top, middle, _low, other = tree
    add_department(name="Demo Bomen", parent=other)  # the name is taken there
    colleague.department = middle
    colleague.save()
    with pytest.raises(ValidationError):
        merge_department(middle, into=other, by=admin)
    colleague.refresh_from_db()
    assert colleague.department == middle
    assert not colleague.changes.filter(kind="department").exists()


def test_the_administrator_tends_the_tree_by_page(as_, admin, colleague, outsider, client):
    inside = as_(admin)
    page = reverse("people:departments")
    assert inside.post(page, {"name": "Demo Nieuw", "parent": ""}).status_code == 302
    new = Department.objects.get(name="Demo Nieuw")
    assert inside.post(page, {"name": "demo nieuw"}).status_code == 422
    assert inside.post(page, {"name": "", "parent": "999999"}).status_code == 422

    one = reverse("people:department", args=[new.pk])
    assert inside.get(one).status_code == 200
    change = {"name": "Demo Nieuwer", "parent": colleague.department_id}
    assert inside.post(one, change).status_code == 302
    assert inside.post(one, {"name": "Demo", "parent": new.pk}).status_code == 422
    retire = reverse("people:retire", args=[colleague.department_id])
    assert inside.post(retire, follow=True).status_code == 200
    assert Department.objects.get(pk=colleague.department_id).retired_at is None
    merge = reverse("people:merge", args=[new.pk])
    assert inside.post(merge, {"into": new.pk}).status_code == 422
    assert inside.post(merge, {"into": outsider.department_id}).status_code == 302
    assert inside.get(one).status_code == 404

    for person in (colleague, outsider):
        assert as_(person).post(retire).status_code == 404
        assert as_(person).get(one).status_code == 404
    assert client.post(retire).status_code == 302


def test_an_empty_tree_says_so(as_, make_person):
    page = as_(make_person("beheer", None, "admins")).get(reverse("people:departments"))
    assert page.status_code == 200
    assert page.context["tree"] == []
