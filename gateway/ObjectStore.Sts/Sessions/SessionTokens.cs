using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ObjectStore.Cluster.Identities;

namespace ObjectStore.Sts.Sessions;

/// <summary>Seals sessions into the text that clients send with each request, and opens them: docs/format/sessions.md. Thread-safe.</summary>
/// <remarks>
/// Nothing of a session is stored: any gateway with the same master key opens it. Each is sealed with a key of its own, derived from the master key
/// and a random salt, so that there is no bound to how many are.
/// </remarks>
/// <param name="master">Gives the master key of the store. Asked for with the first token: signatures are checked before there is a key, of who imports an index.</param>
public sealed partial class SessionTokens(Func<MasterKey> master)
{
    /// <summary>Longest token in characters: half of what the headers of a request may have.</summary>
    public const int LengthMax = 8 << 10;

    private const byte FormatVersion = 1;
    private const int SaltBytes = 16;
    private const int PrefixBytes = 1 + SaltBytes;
    private const string KeyPurpose = "objectstore session key 1";
    private const string Purpose = "objectstore session 1";

    /// <summary>Seals a session; the text may be longer than <see cref="LengthMax"/>, and then nobody opens it.</summary>
    public string Seal(SessionToken session)
    {
        Span<byte> salt = stackalloc byte[SaltBytes];
        RandomNumberGenerator.Fill(salt);
        var text = JsonSerializer.Serialize(session, SessionJson.Default.SessionToken);
        return Base64Url.EncodeToString([FormatVersion, .. salt, .. master().Derive(salt, KeyPurpose).Seal(text, Purpose)]);
    }

    /// <summary>Opens a token. False when it is no token of this store; whether it has expired is not looked at.</summary>
    public bool TryOpen(string token, [NotNullWhen(true)] out SessionToken? session)
    {
        session = null;
        if (token.Length > LengthMax) return false;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(token.Length)];
        if (!TryDecode(token, bytes, out var length) || length < PrefixBytes || bytes[0] != FormatVersion) return false;
        var key = master().Derive(bytes.AsSpan(1, SaltBytes), KeyPurpose);
        if (!key.TryOpen(bytes.AsSpan(PrefixBytes, length - PrefixBytes), Purpose, out var text)) return false;
        try
        {
            session = JsonSerializer.Deserialize(text, SessionJson.Default.SessionToken);
        }
        catch (JsonException)
        {
            // It was sealed here, by a release that writes more than this one reads.
            return false;
        }

        return session is not null && session.Role is null != session.ParentAccessKey is null && (session.FederatedUser is null || session.Role is null);
    }

    /// <summary>False for what is not base64: <see cref="Base64Url"/> throws for some of it.</summary>
    private static bool TryDecode(string token, Span<byte> bytes, out int length)
    {
        length = 0;
        return Base64Url.IsValid(token) && Base64Url.TryDecodeFromChars(token, bytes, out length);
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(SessionToken))]
    internal sealed partial class SessionJson : JsonSerializerContext;
}
