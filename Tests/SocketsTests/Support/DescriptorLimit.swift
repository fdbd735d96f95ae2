import Glibc

/// Leaves the process no more than so many descriptors, until it is lifted.
final class DescriptorLimit {
    private var former = rlimit()
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

    init(_ count: rlim_t) {
        getrlimit(DescriptorLimit.resource, &former)
        var limit = rlimit(rlim_cur: count, rlim_max: former.rlim_max)
        setrlimit(DescriptorLimit.resource, &limit)
    }

    func lift() { setrlimit(DescriptorLimit.resource, &former) }
}
