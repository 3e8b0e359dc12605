using ObjectStore.Index.Objects;
using ObjectStore.S3.Encryption;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Encryption;

/// <summary>Says in answers how an object or part is encrypted.</summary>
internal static class EncryptionAnswer
{
    /// <summary>Adds the headers. Those of a customer's key repeat the request, which was checked.</summary>
    /// <param name="context">The request.</param>
    /// <param name="encryption">How it is encrypted; null for not at all.</param>
    /// <param name="isWrite">Whether the answer is one of a write, which repeats the encryption context too.</param>
    public static void AddHeaders(S3Context context, StoredEncryption? encryption, bool isWrite)
    {
        if (encryption is null) return;
        var headers = context.Response.Headers;
        switch (encryption.Scheme)
        {
            case EncryptionScheme.StoreKey:
                headers[AmzHeaders.Encryption] = AmzHeaders.EncryptionAes256;
                break;
            case EncryptionScheme.KeyService:
                headers[AmzHeaders.Encryption] = AmzHeaders.EncryptionKms;
                headers[AmzHeaders.EncryptionKeyId] = encryption.KeyId;
                if (encryption.HasBucketKey) headers[AmzHeaders.EncryptionBucketKey] = "true";
                if (isWrite && !encryption.Context.IsEmpty) headers[AmzHeaders.EncryptionContext] = Convert.ToBase64String(encryption.Context.Span);
                break;
            case EncryptionScheme.CustomerKey when context.Header(CustomerKeyHeaders.Md5) is { } md5:
                headers[CustomerKeyHeaders.Algorithm] = AmzHeaders.EncryptionAes256;
                headers[CustomerKeyHeaders.Md5] = md5;
                break;
        }
    }
}
