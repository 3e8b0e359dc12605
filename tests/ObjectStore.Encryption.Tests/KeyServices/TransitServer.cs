using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ObjectStore.Encryption.Tests.KeyServices;

/// <summary>
/// A server with the part of Vault's transit API that the store uses, as its documentation says: data keys and decryption by key name, tokens, namespaces,
/// <c>errors</c> in answers that are none.
/// </summary>
internal sealed class TransitServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Key, string Plaintext)> _wrapped = new();

    private TransitServer(WebApplication app) => _app = app;

    public string Token { get; set; } = "s.token";

    public HashSet<string> Keys { get; } = ["photos"];

    /// <summary>Answered to every call in place of what it asks for.</summary>
    public int? FailWith { get; set; }

    /// <summary>Body of an answer 200 in place of the right one.</summary>
    public string? AnswerWith { get; set; }

    /// <summary>Namespace of the last call.</summary>
    public string? LastNamespace { get; private set; }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<TransitServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new TransitServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        LastNamespace = http.Request.Headers["X-Vault-Namespace"];
        var body = await JsonNode.ParseAsync(http.Request.Body);
        var path = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (FailWith is { } status) await RefuseAsync(http, status, "failure");
        else if (http.Request.Headers["X-Vault-Token"] != Token) await RefuseAsync(http, 403, "permission denied");
        else if (AnswerWith is { } answer) await http.Response.WriteAsync(answer);
        else if (path is not ["v1", "transit", ..]) await RefuseAsync(http, 404, "no handler for route");
        else if (path is ["v1", "transit", "datakey", "plaintext", var name]) await GenerateAsync(http, name, body!);
        else if (path is ["v1", "transit", "decrypt", var decrypting]) await DecryptAsync(http, decrypting, body!);
        else await RefuseAsync(http, 404, "unsupported path");
    }

    private Task GenerateAsync(HttpContext http, string name, JsonNode body)
    {
        if (!Keys.Contains(name)) return RefuseAsync(http, 400, "encryption key not found");
        var plaintext = Convert.ToBase64String(RandomNumberGenerator.GetBytes(body["bits"]!.GetValue<int>() / 8));
        var ciphertext = "vault:v1:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(60));
        _wrapped[ciphertext] = (name, plaintext);
        return DataAsync(http, new JsonObject { ["plaintext"] = plaintext, ["ciphertext"] = ciphertext, ["key_version"] = 1 });
    }

    private Task DecryptAsync(HttpContext http, string name, JsonNode body) =>
        _wrapped.TryGetValue(body["ciphertext"]!.GetValue<string>(), out var known) && known.Key == name
            ? DataAsync(http, new JsonObject { ["plaintext"] = known.Plaintext })
            : RefuseAsync(http, 400, "cipher: message authentication failed");

    private static Task DataAsync(HttpContext http, JsonObject data) =>
        http.Response.WriteAsJsonAsync(new JsonObject { ["request_id"] = Guid.NewGuid().ToString(), ["lease_duration"] = 0, ["renewable"] = false, ["data"] = data });

    private static Task RefuseAsync(HttpContext http, int status, string error)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new JsonObject { ["errors"] = new JsonArray(error) });
    }
}
