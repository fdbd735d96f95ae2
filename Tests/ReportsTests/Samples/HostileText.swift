/// A name that tries to break out of every kind of text: Markdown, HTML, XML, shell and terminal.
let hostileText =
    "| a `b` ``` </text><script>x</script> & \"q\" 'r' \\ \n# heading\n- item\r\n\t| --- |\n"
    + "$(rm) ${x} $1$ @user <!-- ]]> ![i](j) [k](l) *m* _n_ ~~o~~ \u{1B}[31m\u{0}\u{7}\u{9B}\u{85}"
    + "\u{2028}\u{202E}evil\u{2066} שלום 🧨👩‍👩‍👧 e\u{301}\u{301}\u{FFFE}]("
    + String(repeating: "0123456789", count: 1000)
