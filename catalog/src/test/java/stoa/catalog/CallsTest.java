package stoa.catalog;

import java.nio.file.Path;

class CallsTest extends CallsContract {
    @Override
    RunningCatalog start(Path folder) throws Exception {
        return new RunningCatalog(folder);
    }
}
