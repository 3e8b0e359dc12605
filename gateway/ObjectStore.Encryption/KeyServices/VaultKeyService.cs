using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ObjectStore.Encryption.Keys;

namespace ObjectStore.Encryption.KeyServices;

/// <summary>Keys of the transit engine of HashiCorp Vault or OpenBao.</summary>
/// <remarks>
/// Source: Vault API documentation, "Transit secrets engine": <c>datakey/plaintext/:name</c> and <c>decrypt/:name</c>, <c>X-Vault-Token</c>, <c>X-Vault-Namespace</c>. The
/// encryption context is not sent: frames are bound to it by their own key. The token is read from its file for each call, so that an agent can renew it.
/// </remarks>
/// <param name="client">Client for the server alone, with a time limit for each call.</param>
/// <param name="options">Where it is.</param>
internal sealed partial class VaultKeyService(HttpClient client, VaultOptions options) : IKeyService
{
    private const int KeyBits = SecretKey.Size * 8;
    private const int TokenBytesMax = 8 << 10;

    public async ValueTask<(SecretKey DataKey, WrappedKey Wrapped)> GenerateAsync(string keyId, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("datakey/plaintext", keyId, new VaultRequest { Bits = KeyBits }, KeyServiceFailure.KeyNotFound, cancellationToken);
        if (answer.Ciphertext is not { Length: > 0 } ciphertext) throw Unavailable("it sent no ciphertext");
        return (KeyOf(answer), new WrappedKey(keyId, Encoding.UTF8.GetBytes(ciphertext)));
    }

    public async ValueTask<SecretKey> UnwrapAsync(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
    {
        var request = new VaultRequest { Ciphertext = Encoding.UTF8.GetString(wrapped.Bytes.Span) };
        return KeyOf(await CallAsync("decrypt", wrapped.KeyId, request, KeyServiceFailure.WrongKey, cancellationToken));
    }

    private static SecretKey KeyOf(VaultData answer)
    {
        Span<byte> key = stackalloc byte[SecretKey.Size + 1];
        try
        {
            if (!Convert.TryFromBase64String(answer.Plaintext ?? "", key, out var length) || length != SecretKey.Size) throw Unavailable("it sent no key of 256 bits");
            return new SecretKey(key[..length]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <param name="operation">Path below the mount.</param>
    /// <param name="keyId">Name of the key.</param>
    /// <param name="body">What to send.</param>
    /// <param name="onRefusal">What 400 means for this operation: the server has no other status for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async ValueTask<VaultData> CallAsync(string operation, string keyId, VaultRequest body, KeyServiceFailure onRefusal, CancellationToken cancellationToken)
    {
        if (!NamePattern().IsMatch(keyId)) throw new KeyServiceException(KeyServiceFailure.KeyNotFound, $"Key '{keyId}' does not exist: that is no name of a transit key.");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"v1/{options.Mount}/{operation}/{keyId}", UriKind.Relative));
        request.Headers.Add("X-Vault-Token", await ReadTokenAsync(cancellationToken));
        request.Headers.Add("X-Vault-Request", "true");
        if (options.Namespace.Length > 0) request.Headers.Add("X-Vault-Namespace", options.Namespace);
        request.Content = JsonContent.Create(body, VaultJson.Default.VaultRequest);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode) throw Refused(response.StatusCode, keyId, onRefusal);
            var answer = await response.Content.ReadFromJsonAsync(VaultJson.Default.VaultAnswer, cancellationToken);
            return answer?.Data ?? throw Unavailable("it sent no data");
        }
        catch (Exception exception) when (exception is HttpRequestException or System.Text.Json.JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new KeyServiceException(KeyServiceFailure.Unavailable, "The key service does not answer.", exception);
        }
    }

    private async ValueTask<string> ReadTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(options.TokenFile, cancellationToken)).Trim();
            return token.Length is > 0 and <= TokenBytesMax && !token.Any(char.IsControl) ? token : throw Unavailable($"the token in {options.TokenFile} cannot be one");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyServiceException(KeyServiceFailure.Unavailable, $"The token file {options.TokenFile} cannot be read.", exception);
        }
    }

    private static KeyServiceException Refused(HttpStatusCode status, string keyId, KeyServiceFailure onRefusal) => status switch
    {
        HttpStatusCode.Forbidden => new KeyServiceException(KeyServiceFailure.Denied, $"The store may not use the key '{keyId}'."),
        HttpStatusCode.NotFound => new KeyServiceException(KeyServiceFailure.KeyNotFound, $"Key '{keyId}' does not exist."),
        HttpStatusCode.BadRequest => new KeyServiceException(onRefusal, onRefusal == KeyServiceFailure.KeyNotFound
            ? $"Key '{keyId}' does not exist, or cannot wrap data keys."
            : $"The key '{keyId}' does not open the data key."),
        _ => Unavailable($"it answered {(int)status}"),
    };

    private static KeyServiceException Unavailable(string why) => new(KeyServiceFailure.Unavailable, $"The key service cannot be used: {why}.");

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
    private static partial Regex NamePattern();
}
