import Foundation

/// Text of a user's that tries to break out of every format.
let hostileName =
    "| a `b` ``` </title><script>alert(1)</script> & \"q\" 'r' \\ ]]> --> <!-- "
    + "\n# heading\n- item\n::error::forged\n\r\t| --- |\n##[error]forged %0A::warning::x "
    + "$1$ @user ![i](http://x/j) [k](http://x/l) \u{1B}[2J\u{1}\u{7}\u{9B}31m\u{85}\u{2028}"
    + "\u{202E}evil\u{2066} שלום 🧨👩‍👩‍👧 e\u{301}\u{FFFE}"

/// A scenario whose objectives come out in every way that there is, with names of any kind.
struct FormatScenario {
    var title = "every way"
    var fault = "outage"
    var id = "up"
    var why = "a test"

    /// Of 1,000 requests the 200 due from 8 s to 12 s fail: 80 % is the best that can be.
    var text: String {
        SmallScenario(
            title: "PLACE", atLeast: "1%",
            faults: """
                { name: \(literal(fault)), at: "8s", for: "4s", inject: "error",
                  on: "front -> back" }
                """
        ).text.replacing("\"PLACE\"", with: literal(title))
            .replacing(
                "{ id: \"up\", expect: \"availability\", of: \"users\", during: \"run\", "
                    + "atLeast: \"1%\" },", with: objectives)
    }

    private var objectives: String {
        """
        { id: "some", expect: "availability", of: "users", atLeast: "50%" },
        { id: \(literal(id)), expect: "availability", of: "users", atLeast: "99%",
          why: \(literal(why)) },
        { id: "tail", expect: "latency.p99.9", of: "users", atMost: "1s" },
        { id: "hint", expect: "availability", of: "users", atLeast: 1, severity: "warn" },
        """
    }

    /// A text as JSON has it.
    private func literal(_ text: String) -> String {
        let data = try? JSONSerialization.data(
            withJSONObject: text, options: [.fragmentsAllowed, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
