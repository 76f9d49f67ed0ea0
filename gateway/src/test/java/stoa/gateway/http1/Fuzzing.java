package stoa.gateway.http1;

import java.util.Map;

/** A fuzzer's body: takes any bytes, and fails where what has to hold does not. */
@FunctionalInterface
public interface Fuzzing {
    /** The fuzzers of this package, by the folder of their seeds. */
    Map<String, Fuzzing> OF_HTTP = Map.of("HeadFuzzTestInputs/request", input -> new HeadFuzzTest().request(input),
            "HeadFuzzTestInputs/answer", input -> new HeadFuzzTest().answer(input),
            "ChunksFuzzTestInputs/chunks", input -> new ChunksFuzzTest().chunks(input),
            "TargetFuzzTestInputs/anyTarget", input -> new TargetFuzzTest().anyTarget(input));

    void check(byte[] input) throws Exception;
}
