import HTTPWire

/// What it costs to read and to write a message, in nanoseconds: the best of several rounds.
enum WireBenchmark {
    private static let request = Array(
        """
        GET /checkout HTTP/1.1\r\nhost: 127.0.0.1:8080\r\nuser-agent: wrk/4.1.0\r\n\
        chaos-attempt: 12345-1\r\n\r\n
        """.utf8)
    private static let browserRequest = Array(
        """
        GET /search?q=chaos&page=2 HTTP/1.1\r\nHost: shop.example:8443\r\n\
        User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n\
        Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n\
        Accept-Language: en-GB,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n\
        Connection: keep-alive\r\nCookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\n\
        Upgrade-Insecure-Requests: 1\r\nSec-Fetch-Dest: document\r\n\
        Sec-Fetch-Mode: navigate\r\nIf-Modified-Since: Sat, 29 Oct 1994 19:43:31 GMT\r\n\r\n
        """.utf8)
    private static let response = Array(
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 13\r\n\r\nHello, World!"
            .utf8)

    /// Small and large heads, a pipelined read at a time.
    static func speed() {
        report("request read, \(request.count) bytes", requests(request))
        report("request read, \(browserRequest.count) bytes", requests(browserRequest))
        report("response read, \(response.count) bytes", responses())
        report("response head written", responseHeads())
        report("request head written", requestHeads())
    }

    private static let batch = 32
    private static let batches = 20_000

    private static func report(_ what: String, _ best: Double) {
        let nanoseconds = best / Double(batch * batches) * 1e9
        print("\(what): \((nanoseconds * 10).rounded() / 10) ns")
    }

    private static func best(_ body: () -> Void) -> Double {
        (0..<5).map { _ in seconds(body) }.min() ?? 0
    }

    private static func requests(_ request: [UInt8]) -> Double {
        let input = (0..<batch).flatMap { _ in request }
        var reader = RequestReader()
        var heads = 0
        let time = best {
            for _ in 0..<batches {
                input.withUnsafeBytes { bytes in
                    var offset = 0
                    while let event = reader.next(bytes, &offset) {
                        if event == .head { heads += 1 }
                    }
                }
            }
        }
        precondition(heads == 5 * batch * batches, "\(heads) heads")
        return time
    }

    private static func responses() -> Double {
        let input = (0..<batch).flatMap { _ in response }
        var reader = ResponseReader()
        var ends = 0
        let time = best {
            for _ in 0..<batches {
                for _ in 0..<batch { reader.expect(.get) }
                input.withUnsafeBytes { bytes in
                    var offset = 0
                    while let event = reader.next(bytes, &offset) {
                        if event == .end { ends += 1 }
                    }
                }
            }
        }
        precondition(ends == 5 * batch * batches, "\(ends) ends")
        return time
    }

    private static func responseHeads() -> Double {
        written { buffer in
            MessageWriter.statusLine(200, into: &buffer)
            MessageWriter.field("content-type", "text/plain", into: &buffer)
            MessageWriter.field("content-length", 1024, into: &buffer)
            MessageWriter.endHead(into: &buffer)
        }
    }

    private static func requestHeads() -> Double {
        let path = Array("/checkout".utf8)
        return written { buffer in
            MessageWriter.requestLine(.get, path, into: &buffer)
            MessageWriter.field("host", "127.0.0.1", into: &buffer)
            MessageWriter.field("chaos-attempt", 12345, into: &buffer)
            MessageWriter.endHead(into: &buffer)
        }
    }

    private static func written(_ write: (inout [UInt8]) -> Void) -> Double {
        var buffer: [UInt8] = []
        var total = 0
        let time = best {
            for _ in 0..<batches {
                buffer.removeAll(keepingCapacity: true)
                for _ in 0..<batch { write(&buffer) }
                total += buffer.count
            }
        }
        precondition(total > 0)
        return time
    }
}
