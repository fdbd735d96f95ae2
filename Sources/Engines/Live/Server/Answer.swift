/// What an instance answers by itself: about itself, or to a request that reaches no endpoint.
struct Answer {
    var status: Int
    var contentType: StaticString = "text/plain; charset=utf-8"
    var body: [UInt8] = []
    /// The methods that the resource has, for a 405 (RFC 9110, section 15.5.6).
    var allow: [UInt8] = []
    var isDegraded = false
    var refusal = Refusal.none
}
