using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.S3.Encryption;

/// <summary>Reads the three headers of a customer's key (SSE-C). No error repeats a key.</summary>
/// <remarks>Source: Amazon S3 user guide, "Using server-side encryption with customer-provided keys (SSE-C)".</remarks>
public static class CustomerKeyHeaders
{
    /// <summary>Header with the algorithm of the target's key; answers repeat it.</summary>
    public const string Algorithm = AmzHeaders.CustomerKeyPrefix + AlgorithmName;

    /// <summary>Header with the MD5 of the target's key; answers repeat it.</summary>
    public const string Md5 = AmzHeaders.CustomerKeyPrefix + Md5Name;

    private const string Md5Name = "-key-MD5";
    private const string KeyName = "-key";
    private const string AlgorithmName = "-algorithm";
    private const int Md5Bytes = 16;

    /// <summary>Reads the key of the target; null when none of its headers is there.</summary>
    public static S3Error? TryParse(HttpRequest request, bool allowsHttp, out CustomerKey? key) => TryParse(request, AmzHeaders.CustomerKeyPrefix, allowsHttp, out key);

    /// <summary>The same for the source of a copy.</summary>
    public static S3Error? TryParseSource(HttpRequest request, bool allowsHttp, out CustomerKey? key) => TryParse(request, AmzHeaders.CopySourceCustomerKeyPrefix, allowsHttp, out key);

    private static S3Error? TryParse(HttpRequest request, string prefix, bool allowsHttp, out CustomerKey? key)
    {
        key = null;
        var (algorithm, keyText, md5) = (Find(request, prefix + AlgorithmName), Find(request, prefix + KeyName), Find(request, prefix + Md5Name));
        if (algorithm is null && keyText is null && md5 is null) return null;
        if (!request.IsHttps && !allowsHttp)
            return new S3Error(S3ErrorCode.InvalidRequest, "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.");
        if (algorithm is null) return Wrong("Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.", prefix + AlgorithmName, "");
        if (algorithm != AmzHeaders.EncryptionAes256)
            return new S3Error(S3ErrorCode.InvalidEncryptionAlgorithmError) { Fields = [new("ArgumentName", prefix + AlgorithmName), new("ArgumentValue", algorithm)] };
        if (keyText is null) return Wrong("Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.", prefix + KeyName, "");
        if (md5 is null) return Wrong("Requests specifying Server Side Encryption with Customer provided keys must provide the client calculated MD5 of the secret key.", prefix + Md5Name, "");
        if (!TryDecode(keyText, CustomerKey.Size, out var bytes)) return Wrong("The secret key was invalid for the specified algorithm.", prefix + KeyName, "");
        if (!IsMd5Of(bytes, md5))
        {
            CryptographicOperations.ZeroMemory(bytes);
            return Wrong("The calculated MD5 hash of the key did not match the hash that was provided.", prefix + Md5Name, md5);
        }

        key = new CustomerKey(bytes);
        return null;
    }

    private static bool IsMd5Of(byte[] key, string text)
    {
        Span<byte> digest = stackalloc byte[Md5Bytes];
#pragma warning disable CA5351 // The header is an MD5 by definition of S3; it guards against mistakes, not against anybody.
        MD5.HashData(key, digest);
#pragma warning restore CA5351
        return TryDecode(text, Md5Bytes, out var sent) && digest.SequenceEqual(sent);
    }

    private static bool TryDecode(string text, int size, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[size];
        Span<byte> decoded = stackalloc byte[CustomerKey.Size + 1];
        var isGood = Convert.TryFromBase64String(text, decoded, out var length) && length == size;
        if (isGood) decoded[..size].CopyTo(bytes);
        CryptographicOperations.ZeroMemory(decoded);
        return isGood;
    }

    private static string? Find(HttpRequest request, string name) => request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;

    private static S3Error Wrong(string message, string name, string value) => InvalidArgumentError.Of(message, name, value);
}
