"""The addresses of people."""

from django.urls import path

from people.views import access_log, account, department, inbox, login, password, person, profile

app_name = "people"
urlpatterns = [
    path("inloggen", login.login, name="login"),
    path("uitloggen", login.logout, name="logout"),
    path("wachtwoord-vergeten", password.forgotten, name="forgotten"),
    path("wachtwoord-instellen/<uid>/<token>", password.set_new, name="set_password"),
    path("profiel", profile.profile, name="profile"),
    path("profiel/wachtwoord", profile.password, name="change_password"),
    path("profiel/tokens/<int:pk>/intrekken", profile.revoke, name="revoke_own_token"),
    path("berichten", inbox.inbox, name="inbox"),
    path("berichten/gelezen", inbox.read_all, name="read_all"),
    path("berichten/<int:pk>/gelezen", inbox.read, name="read"),
    path("mensen", person.people, name="list"),
    path("mensen/uitnodigen", person.invitation, name="invite"),
    path("mensen/<int:pk>", account.person, name="person"),
    path("mensen/<int:pk>/gegevens", account.details, name="details"),
    path("mensen/<int:pk>/rollen", account.roles, name="roles"),
    path("mensen/<int:pk>/afdeling", account.department, name="person_department"),
    path("mensen/<int:pk>/sluiten", account.close, name="deactivate"),
    path("mensen/<int:pk>/openen", account.reopen, name="reactivate"),
    path("mensen/<int:pk>/uitnodiging", account.invite_again, name="invite_again"),
    path("mensen/<int:pk>/uitnodiging/intrekken", account.withdraw, name="withdraw"),
    path("mensen/<int:pk>/tokens/<int:token_pk>/intrekken", account.revoke, name="revoke_token"),
    path("afdelingen", department.departments, name="departments"),
    path("afdelingen/<int:pk>", department.department, name="department"),
    path("afdelingen/<int:pk>/samenvoegen", department.merge, name="merge"),
    path("afdelingen/<int:pk>/opheffen", department.retire, name="retire"),
    path("inzage", access_log.access_log, name="access_log"),
    path("inzage.csv", access_log.access_log, {"as_csv": True}, name="access_log_csv"),
]
