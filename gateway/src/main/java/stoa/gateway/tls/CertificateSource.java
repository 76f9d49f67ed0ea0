package stoa.gateway.tls;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import stoa.gateway.certificate.BadCertificate;
import stoa.gateway.certificate.Credential;
import stoa.gateway.certificate.DevelopmentCertificate;
import stoa.gateway.tls.TlsSettings.CertificateFiles;
import stoa.runtime.FileStamp;

/** Where a listener's certificates come from. */
sealed interface CertificateSource {
    /** @param problem told everything that keeps any of them from being used */
    List<Credential> load(InstantSource clock, Consumer<String> problem);

    /** What looks different when it is worth loading them again. */
    Object stamp(InstantSource clock);

    /** What clients have to trust that trust nothing of it by themselves; empty where that is the operator's business. */
    String authority();

    /** An operator's files. */
    record FromFiles(List<CertificateFiles> files) implements CertificateSource {
        @Override
        public List<Credential> load(InstantSource clock, Consumer<String> problem) {
            var all = new ArrayList<Credential>();
            for (var each : files) {
                Credential.load(each.certificatePath(), each.keyPath(), clock.instant(), problem)
                        .ifPresent(all::add);
            }
            return all;
        }

        @Override
        public String authority() {
            return "";
        }

        @Override
        public Object stamp(InstantSource clock) {
            return files.stream().map(CertificateFiles::stamp).toList();
        }
    }

    /** One that the platform makes by itself. */
    record Development(DevelopmentCertificate certificate) implements CertificateSource {
        @Override
        public List<Credential> load(InstantSource clock, Consumer<String> problem) {
            try {
                return List.of(certificate.provide());
            } catch (BadCertificate e) {
                problem.accept(e.getMessage());
                return List.of();
            }
        }

        @Override
        public String authority() {
            return certificate.authority().toString();
        }

        /** Once a day it is seen to whether it has to be renewed; another process may have done it. */
        @Override
        public Object stamp(InstantSource clock) {
            return List.of(clock.instant().getEpochSecond() / Duration.ofDays(1).toSeconds(),
                    FileStamp.of(certificate.authority()), FileStamp.of(certificate.server()));
        }
    }
}
