using System.Security.Cryptography;
using System.Text;

namespace ObjectStore.S3.Auth;

/// <summary>The key that a secret gives for one day, region and service. Immutable.</summary>
/// <remarks>Source: S3 API reference, "Signature Calculations for the Authorization Header", step 3.</remarks>
internal sealed class SigningKey
{
    /// <summary>Bytes of a key and of a signature.</summary>
    public const int Size = 32;

    private readonly byte[] _key = new byte[Size];
    private readonly string _secret;

    private SigningKey(string accessKey, string secret, byte[] scope)
    {
        AccessKey = accessKey;
        _secret = secret;
        Scope = scope;
    }

    public string AccessKey { get; }

    /// <summary><c>yyyyMMdd/region/s3/aws4_request</c>, as it stands in every string to sign.</summary>
    public ReadOnlyMemory<byte> Scope { get; }

    public static SigningKey Derive(Identity identity, CredentialScope scope)
    {
        var text = new byte[scope.Scope.Length];
        Encoding.ASCII.GetBytes(scope.Scope, text);
        var key = new SigningKey(identity.AccessKey, identity.SecretKey, text);
        Span<byte> current = stackalloc byte[Size];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + identity.SecretKey), text.AsSpan(0, AmzTimestamp.DateLength), current);
        foreach (var part in text.AsSpan(AmzTimestamp.DateLength + 1).Split((byte)'/'))
            HMACSHA256.HashData(current, text.AsSpan(AmzTimestamp.DateLength + 1)[part], current);
        current.CopyTo(key._key);
        return key;
    }

    /// <summary>Whether this key comes from the secret that <paramref name="identity"/> has now.</summary>
    public bool IsOf(Identity identity) => string.Equals(_secret, identity.SecretKey, StringComparison.Ordinal);

    /// <summary>Whether this key is for the day that <paramref name="timestamp"/> begins with.</summary>
    public bool IsOfDay(ReadOnlySpan<char> timestamp)
    {
        var date = Scope.Span[..AmzTimestamp.DateLength];
        for (var index = 0; index < date.Length; index++)
        {
            if (date[index] != timestamp[index]) return false;
        }

        return true;
    }

    /// <summary>Writes the 32 bytes of the signature of <paramref name="stringToSign"/>.</summary>
    public void Sign(ReadOnlySpan<byte> stringToSign, Span<byte> signature) => HMACSHA256.HashData(_key, stringToSign, signature);
}
