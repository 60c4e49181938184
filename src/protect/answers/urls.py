from django.urls import path

from protect.answers.views import comparing, drafting, files, offline, opened, submitting

app_name = "answers"

urlpatterns = [
    path("", drafting.answer_list, name="list"),
    path("to/<int:publication_pk>/", drafting.start, name="start"),
    path("to/<int:publication_pk>/form.xlsx", offline.form, name="form"),
    path("<int:pk>/bring-in/", offline.bring_in, name="bring_in"),
    path("<int:pk>/", drafting.facts, name="facts"),
    path("<int:pk>/requirements/", drafting.requirements, name="requirements"),
    path("<int:pk>/questions/", drafting.questions, name="questions"),
    path("<int:pk>/files/", files.files, name="files"),
    path("<int:pk>/files/<int:file_pk>/", files.own_file, name="own_file"),
    path("<int:pk>/files/<int:file_pk>/leave-out/", files.leave_out, name="leave_out"),
    path("<int:pk>/ask/", submitting.ask, name="ask"),
    path("<int:pk>/preview/", submitting.preview, name="preview"),
    path("<int:pk>/questions-back/<int:question_pk>/", comparing.reply, name="reply"),
    path("<int:pk>/withdraw/", submitting.withdraw, name="withdraw"),
    path("<int:pk>/receipts/<int:submission_pk>/", submitting.receipt, name="receipt"),
    path("<int:pk>/receipts/<int:submission_pk>/answer.json", submitting.submitted_json, name="submitted_json"),
    path("of/<int:pk>/", comparing.opened_list, name="opened_list"),
    path("of/<int:pk>/side-by-side/", comparing.side_by_side, name="side_by_side"),
    path("of/<int:pk>/answers.xlsx", comparing.export, name="export"),
    path("of/<int:pk>/open/", opened.open_answers, name="open_answers"),
    path("of/<int:pk>/end/", opened.end_without, name="end_without"),
    path("of/<int:pk>/clarifications/<int:question_pk>/", opened.clarify, name="clarify"),
    path("of/<int:pk>/<int:number>/", opened.opened, name="opened"),
    path("of/<int:pk>/<int:number>/ask/", comparing.ask_back, name="ask_back"),
    path("of/<int:pk>/<int:number>/screen/", opened.screen, name="screen"),
    path("of/<int:pk>/<int:number>/screen/<int:city_pk>/", opened.screen_for_city, name="screen_for_city"),
    path("of/<int:pk>/<int:number>/feedback/", opened.feedback, name="feedback"),
    path("of/<int:pk>/<int:number>/files/<int:place>/", files.opened_file, name="opened_file"),
]
