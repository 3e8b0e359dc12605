using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.S3.Encryption;

/// <summary>What the headers of a write ask for. Disposed by whoever parsed them.</summary>
/// <remarks>Source: Amazon S3 API reference, PutObject; Amazon S3 user guide, "Protecting data with server-side encryption".</remarks>
public sealed class EncryptionRequest : IDisposable
{
    private static readonly EncryptionRequest Nothing = new();

    private EncryptionRequest()
    {
    }

    /// <summary>Which kind.</summary>
    public RequestedEncryption Kind { get; private init; }

    /// <summary>Key of the key service, or null when none is named.</summary>
    public string? KeyId { get; private init; }

    /// <summary>Encryption context as the JSON that was sent; empty for none.</summary>
    public ReadOnlyMemory<byte> Context { get; private init; }

    /// <summary>Whether a bucket key is asked for; null when nothing is said.</summary>
    public bool? HasBucketKey { get; private init; }

    /// <summary>The customer's key.</summary>
    public CustomerKey? CustomerKey { get; private init; }

    /// <summary>Reads the headers; gives the error of what contradicts itself or cannot be.</summary>
    /// <param name="request">The request.</param>
    /// <param name="allowsHttp">Whether customers' keys may come without TLS.</param>
    /// <param name="parsed">What they ask for.</param>
    public static S3Error? TryParse(HttpRequest request, bool allowsHttp, out EncryptionRequest parsed)
    {
        ArgumentNullException.ThrowIfNull(request);
        parsed = Nothing;
        if (CustomerKeyHeaders.TryParse(request, allowsHttp, out var customerKey) is { } keyError) return keyError;
        if (TryParseManaged(request.Headers, customerKey, out var managed) is { } error)
        {
            customerKey?.Dispose();
            return error;
        }

        parsed = managed;
        return null;
    }

    /// <summary>The error of a read that says how to encrypt; null when it does not.</summary>
    public static S3Error? CheckRead(IHeaderDictionary headers)
    {
        foreach (var name in (ReadOnlySpan<string>)[AmzHeaders.Encryption, AmzHeaders.EncryptionKeyId, AmzHeaders.EncryptionContext])
        {
            if (headers.TryGetValue(name, out var value)) return InvalidArgumentError.Of($"{name} header is not supported for this operation.", name, value.ToString());
        }

        return null;
    }

    /// <inheritdoc />
    public void Dispose() => CustomerKey?.Dispose();

    private static S3Error? TryParseManaged(IHeaderDictionary headers, CustomerKey? customerKey, out EncryptionRequest parsed)
    {
        parsed = customerKey is null ? Nothing : new EncryptionRequest { Kind = RequestedEncryption.CustomerKey, CustomerKey = customerKey };
        var (method, keyId, context, bucketKey) = (
            Find(headers, AmzHeaders.Encryption), Find(headers, AmzHeaders.EncryptionKeyId), Find(headers, AmzHeaders.EncryptionContext), Find(headers, AmzHeaders.EncryptionBucketKey));
        if (method is not (null or AmzHeaders.EncryptionAes256 or AmzHeaders.EncryptionKms))
        {
            return method == AmzHeaders.EncryptionKmsDual
                ? new S3Error(S3ErrorCode.NotImplemented, "Encryption in two layers (aws:kms:dsse) is not implemented.")
                : InvalidArgumentError.Of("The encryption method specified is not supported", AmzHeaders.Encryption, method);
        }

        if (customerKey is not null && method is not null)
            return InvalidArgumentError.Of("Server Side Encryption with Customer provided key is incompatible with the encryption method specified", AmzHeaders.Encryption, method);
        if (method != AmzHeaders.EncryptionKms && (keyId ?? context) is not null)
        {
            return InvalidArgumentError.Of(
                "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms", AmzHeaders.Encryption, method ?? "");
        }

        if (bucketKey is not (null or "true" or "false")) return InvalidArgumentError.Of("The bucket key header is neither true nor false.", AmzHeaders.EncryptionBucketKey, bucketKey);
        if (method is null) return null;
        if (!TryParseContext(context, out var json)) return InvalidArgumentError.Of("The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map", AmzHeaders.EncryptionContext, context!);
        parsed = method == AmzHeaders.EncryptionAes256
            ? new EncryptionRequest { Kind = RequestedEncryption.StoreKey }
            : new EncryptionRequest { Kind = RequestedEncryption.KeyService, KeyId = keyId, Context = json, HasBucketKey = bucketKey is null ? null : bucketKey == "true" };
        return null;
    }

    private static bool TryParseContext(string? text, out ReadOnlyMemory<byte> json)
    {
        json = default;
        if (text is null) return true;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length)) return false;
        json = bytes.AsMemory(0, length);
        return IsMapOfTexts(json.Span);
    }

    private static bool IsMapOfTexts(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                _ = reader.GetString();
                if (!reader.Read() || reader.TokenType != JsonTokenType.String) return false;
                _ = reader.GetString();
            }

            return reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A lone surrogate or bytes that are no UTF-8 are found only when the text is asked for.
            return false;
        }
    }

    private static string? Find(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;
}
