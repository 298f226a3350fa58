"""Views whose authors made a mistake; the tests of this folder must find each of them."""

from django.http import HttpResponse
from django.urls import path
from django.views import View

from console.permissions import Area, ConsoleRight, Right, console_right, open_to_all, requires, signed_in


def without_a_mark(request):
    return HttpResponse("shown")


class ClassWithoutAMark(View):
    def get(self, request):
        return without_a_mark(request)


@open_to_all
def open_by_mistake(request):
    return HttpResponse("shown")


@signed_in
def reads_accounts_for_anybody(request):
    return HttpResponse(str(request.api.call("listAccounts", pageNo=1, records=1).total))


@console_right(ConsoleRight.PEOPLE)
def reads_roles_for_those_who_manage_people(request):
    return HttpResponse(str(request.api.call("listRoles").data))


@requires(Area.ACCOUNTS, Right.READ)
def changes_an_account_as_a_reader(request, pk):
    if request.method == "POST":
        request.api.call("unlockUserAccount", id=pk)
    return HttpResponse('<form method="post"><button name="step" value="do">Unlock</button></form>')


@requires(Area.ROLES, Right.WRITE)
def writes_elsewhere(request, pk):
    request.api.call("unlockUserAccount", id=pk)
    return HttpResponse("shown")


@requires(Area.ACCOUNTS, Right.WRITE)
def as_it_should_be(request, pk):
    request.api.call("getAccount", id=pk)
    return HttpResponse("shown")


urlpatterns = [
    path("planted/without-a-mark/", without_a_mark),
    path("planted/class-without-a-mark/", ClassWithoutAMark.as_view()),
    path("planted/open-by-mistake/", open_by_mistake),
    path("planted/reads-for-anybody/", reads_accounts_for_anybody),
    path("planted/reads-roles/", reads_roles_for_those_who_manage_people),
    path("planted/reader-changes/<int:pk>/", changes_an_account_as_a_reader),
    path("planted/writes-elsewhere/<int:pk>/", writes_elsewhere),
    path("planted/fine/<int:pk>/", as_it_should_be),
]
