extension FormatReference {
    static var warnings: String {
        var text = """
            `chaos check` warns of what may run but seldom should; so does `chaos run --verbose`. No
            warning changes an exit status. Each ends with its id in brackets and counts only what
            is certain from the files: what depends on how a run goes is left to the run.

            """
        for lint in Lint.all {
            text += """

                ### \(lint.id)

                Warns of \(lint.warnsOf).

                - Arithmetic: \(lint.arithmetic)
                - What to do: \(lint.remedy)
                - Source: \(lint.source).

                """
        }
        return text
    }
}
