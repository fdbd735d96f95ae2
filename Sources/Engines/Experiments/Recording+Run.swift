public import Recordings
public import Scenarios

extension Recording {
    /// What a recorder and a conductor have noted of a run.
    public init(
        of scenario: Scenario, engine: Scenario.Engine, seed: UInt64,
        recorder: borrowing Recorder, conductor: borrowing Conductor
    ) {
        self.init(
            engine: engine.rawValue, seed: seed, duration: scenario.duration,
            warmup: scenario.warmup, windows: recorder.windows, step: recorder.boundaries.step)
        var streams: [StreamLedger] = []
        for stream in scenario.load.indices { streams.append(recorder.ledger(ofStream: stream)) }
        self.streams = streams
        var edges: [EdgeLedger] = []
        for edge in 0..<recorder.edgeCount { edges.append(recorder.ledger(ofEdge: edge)) }
        self.edges = edges
        var services: [ServiceLedger] = []
        for service in scenario.topology.services.indices {
            services.append(
                recorder.ledger(
                    ofService: service, instances: conductor.instances(of: service),
                    deaths: conductor.deaths(of: service)))
        }
        self.services = services
        faults = conductor.faultLedgers
        events = recorder.events
        droppedEvents = recorder.droppedEvents
    }
}
