using System.Diagnostics.CodeAnalysis;
using System.Xml;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutBucketEncryption, and as the rule is stored: how objects are encrypted that come without saying it.</summary>
public sealed record BucketEncryptionRequest
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 8 << 10;

    private const int KeyIdLengthMax = 2048;

    /// <summary><c>AES256</c>, <c>aws:kms</c> or <c>aws:kms:dsse</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Key of the key service, or null.</summary>
    public string? KeyId { get; init; }

    /// <summary>Whether bucket keys are on; null when nothing was said.</summary>
    public bool? HasBucketKey { get; init; }

    /// <summary>Whether a key service encrypts.</summary>
    public bool IsKeyService => Algorithm == AmzHeaders.EncryptionKms;

    /// <summary>False when the document is not one with exactly one rule that names an algorithm.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out BucketEncryptionRequest? parsed)
    {
        parsed = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "ServerSideEncryptionConfiguration");
            var count = 0;
            while (reader.TryReadChild(0, out var name))
            {
                if (name != "Rule" || count++ > 0 || !TryReadRule(reader, out parsed)) return false;
            }

            reader.ReadEnd();
            return parsed is not null;
        }
        catch (XmlException)
        {
            parsed = null;
            return false;
        }
    }

    /// <summary>What is wrong with the rule, or null. Whether its key is there is seen when it is used.</summary>
    public S3Error? Check()
    {
        if (Algorithm == AmzHeaders.EncryptionKmsDual) return new S3Error(S3ErrorCode.NotImplemented, "Encryption in two layers (aws:kms:dsse) is not implemented.");
        if (IsKeyService) return KeyId is not null ? null : InvalidArgumentError.Of("This store has no default key of a key service; the rule has to name one.", "KMSMasterKeyID", "");
        if (Algorithm != AmzHeaders.EncryptionAes256) return InvalidArgumentError.Of("The encryption method specified is not supported.", "SSEAlgorithm", Algorithm);
        return KeyId is null ? null : InvalidArgumentError.Of("a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse", "KMSMasterKeyID", KeyId);
    }

    /// <summary>The answer of GetBucketEncryption.</summary>
    public S3XmlWriter Render()
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("ServerSideEncryptionConfiguration"u8);
        xml.Start("Rule"u8);
        xml.Start("ApplyServerSideEncryptionByDefault"u8);
        xml.Element("SSEAlgorithm"u8, Algorithm);
        xml.Element("KMSMasterKeyID"u8, KeyId);
        xml.End("ApplyServerSideEncryptionByDefault"u8);
        xml.Element("BucketKeyEnabled"u8, HasBucketKey ?? false);
        xml.End("Rule"u8);
        xml.End("ServerSideEncryptionConfiguration"u8);
        return xml;
    }

    private static bool TryReadRule(XmlRequestReader reader, [NotNullWhen(true)] out BucketEncryptionRequest? rule)
    {
        rule = null;
        bool? bucketKey = null;
        (string? Algorithm, string? KeyId) applied = default;
        while (reader.TryReadChild(1, out var name))
        {
            switch (name)
            {
                case "ApplyServerSideEncryptionByDefault" when applied.Algorithm is null:
                    if (!TryReadDefault(reader, out applied)) return false;
                    break;
                case "BucketKeyEnabled" when bucketKey is null:
                    if (!bool.TryParse(reader.ReadText().Trim(), out var isOn)) return false;
                    bucketKey = isOn;
                    break;
                default:
                    return false;
            }
        }

        if (applied.Algorithm is not (AmzHeaders.EncryptionAes256 or AmzHeaders.EncryptionKms or AmzHeaders.EncryptionKmsDual)) return false;
        rule = new BucketEncryptionRequest { Algorithm = applied.Algorithm, KeyId = applied.KeyId, HasBucketKey = bucketKey };
        return true;
    }

    private static bool TryReadDefault(XmlRequestReader reader, out (string? Algorithm, string? KeyId) applied)
    {
        applied = default;
        while (reader.TryReadChild(2, out var name))
        {
            switch (name)
            {
                case "SSEAlgorithm" when applied.Algorithm is null: applied.Algorithm = reader.ReadText().Trim(); break;
                case "KMSMasterKeyID" when applied.KeyId is null: applied.KeyId = reader.ReadText().Trim(); break;
                default: return false;
            }
        }

        if (applied.KeyId is "") applied.KeyId = null;
        return applied.KeyId is not { Length: > KeyIdLengthMax };
    }
}
