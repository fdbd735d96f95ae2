/// Connections that every property is held against: all framings, sound and not.
enum Corpus {
    static let requests = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\nHEAD /d HTTP/1.0\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: Keep-Alive, Close\r\n\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
            + "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\nExpect: 100-continue\r\ncontent-length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n001;q=\"x y\"\r\n!\r\n0\r\n\r\nDELETE /x HTTP/1.1\r\nHost: b\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: a\r\nTRANSFER-ENCODING:CHUNKED\r\n\r\n"
            + "A ;n = v\r\n0123456789\r\n0\r\nDigest: x\r\nSum:\t7 \r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a:80\r\n\r\nCONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
        "GET http://a.example/x?y HTTP/1.1\r\nHost: [::1]:80\r\nX: \u{e9}\ta b  \r\nY:\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\nab\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ]

    /// With the methods of the requests that they answer.
    static let responses: [(text: String, methods: [String])] = [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                + "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n",
            ["GET", "GET"]
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
            ["HEAD", "GET"]
        ),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n", ["POST"]
        ),
        ("HTTP/1.0 200 OK\r\n\r\nuntil the end", ["GET"]),
        (
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabc",
            ["GET", "GET"]
        ),
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nHTTP/1.1 raw", ["GET"]),
        ("HTTP/1.1 200 OK\r\n\r\nraw", ["CONNECT"]),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", ["GET"]),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\n\r\n", ["GET"]),
        ("ICY 200 OK\r\n\r\n", ["GET"]),
    ]
}
