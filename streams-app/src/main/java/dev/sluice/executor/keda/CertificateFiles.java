package dev.sluice.executor.keda;

import dev.sluice.schemas.IoFault;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.CertificateUtils;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate chain and its private key, from two files. Whoever renews them writes one file after the other, so
 * for a while they may be half written or not belong together. The pair from before is served until both are whole.
 */
final class CertificateFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);

    private final File certificate;
    private final File key;
    private final String certificateSetting;
    private final String keySetting;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private X509Certificate[] served;
    private String told = "";

    /** Throws {@link ConfigException}, which names the setting and the file that does not fit. */
    CertificateFiles(File certificate, File key, String certificateSetting, String keySetting) {
        this.certificate = certificate;
        this.key = key;
        this.certificateSetting = certificateSetting;
        this.keySetting = keySetting;
        this.served = serve(chain());
    }

    /** What is served now. */
    AdvancedTlsX509KeyManager keys() {
        return keys;
    }

    /** Serves what the files hold now, if it is a pair. Never throws; what is wrong is logged once. */
    void look() {
        try {
            X509Certificate[] chain = chain();
            if (!Arrays.equals(chain, served)) {
                served = serve(chain);
                LOG.info("Serving the renewed certificate of {}", certificate);
            }
            told = "";
        } catch (RuntimeException e) {
            if (!told.equals(e.getMessage())) {
                told = String.valueOf(e.getMessage());
                LOG.warn("The certificate from before is served: {}", told);
            }
        }
    }

    private X509Certificate[] chain() {
        return read(certificateSetting, certificate, "is no certificate, PEM: ", CertificateUtils::getX509Certificates);
    }

    private X509Certificate[] serve(X509Certificate[] chain) {
        PrivateKey own = read(
                keySetting,
                key,
                "is no private key in PKCS#8, PEM; openssl pkcs8 -topk8 -nodes -in FILE makes one: ",
                CertificateUtils::getPrivateKey);
        if (chain.length == 0 || !belongTogether(chain[0].getPublicKey(), own)) {
            throw new ConfigException(keySetting, key, "is not the private key of the certificate in " + certificate);
        }
        keys.updateIdentityCredentials(chain, own);
        return chain;
    }

    private static boolean belongTogether(PublicKey certified, PrivateKey own) {
        String algorithm = switch (own.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> own.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(own);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(InputStream in) throws IOException, GeneralSecurityException;
    }

    private static <T> T read(String setting, File file, String otherwise, Reading<T> reading) {
        try (InputStream in = new FileInputStream(file)) {
            return reading.from(in);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new ConfigException(setting, file, otherwise + IoFault.describe(e));
        }
    }
}
