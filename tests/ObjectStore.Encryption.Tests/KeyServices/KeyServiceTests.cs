using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ObjectStore.Encryption.KeyServices;
using ObjectStore.Encryption.Tests.Keys;

namespace ObjectStore.Encryption.Tests.KeyServices;

/// <summary>What both key services promise, and what each does besides.</summary>
public sealed class KeyServiceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("objectstore-keys-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generate_KnownKey_IsOpenedAgainByItsIdAlone(bool isVault)
    {
        await using var server = await TransitServer.StartAsync();
        server.Keys.Add("other");
        await using var services = isVault ? Vault(server) : KeysOfFile();
        var service = services.GetRequiredService<IKeyService>();

        var (key, wrapped) = await service.GenerateAsync("photos", "{}"u8.ToArray(), Cancel);
        var (second, _) = await service.GenerateAsync("photos", "{}"u8.ToArray(), Cancel);
        var opened = await service.UnwrapAsync(wrapped, "{}"u8.ToArray(), Cancel);

        Assert.Equal("photos", wrapped.KeyId);
        Assert.True(key.Span.SequenceEqual(opened.Span));
        Assert.False(key.Span.SequenceEqual(second.Span));
        await FailsAsync(KeyServiceFailure.KeyNotFound, () => service.GenerateAsync("absent", default, Cancel).AsTask());
        await FailsAsync(KeyServiceFailure.WrongKey, () => service.UnwrapAsync(wrapped with { KeyId = "other" }, "{}"u8.ToArray(), Cancel).AsTask());
    }

    [Fact]
    public async Task Unwrap_OtherContextInAFile_Refuses()
    {
        await using var services = KeysOfFile();
        var service = services.GetRequiredService<IKeyService>();
        var (_, wrapped) = await service.GenerateAsync("photos", "{}"u8.ToArray(), Cancel);

        await FailsAsync(KeyServiceFailure.WrongKey, () => service.UnwrapAsync(wrapped, """{"a":"b"}"""u8.ToArray(), Cancel).AsTask());
    }

    [Theory]
    [InlineData(403, KeyServiceFailure.Denied)]
    [InlineData(404, KeyServiceFailure.KeyNotFound)]
    [InlineData(429, KeyServiceFailure.Unavailable)]
    [InlineData(500, KeyServiceFailure.Unavailable)]
    [InlineData(503, KeyServiceFailure.Unavailable)]
    [InlineData(307, KeyServiceFailure.Unavailable)]
    public async Task Generate_VaultRefuses_SaysWhy(int status, KeyServiceFailure failure)
    {
        await using var server = await TransitServer.StartAsync();
        await using var services = Vault(server);
        server.FailWith = status;

        await FailsAsync(failure, () => services.GetRequiredService<IKeyService>().GenerateAsync("photos", default, Cancel).AsTask());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":{"plaintext":"AAAA","ciphertext":"vault:v1:x"}}""")]
    [InlineData("""{"data":{"plaintext":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","ciphertext":""}}""")]
    public async Task Generate_VaultAnswersNonsense_IsUnavailable(string answer)
    {
        await using var server = await TransitServer.StartAsync();
        await using var services = Vault(server);
        server.AnswerWith = answer;

        await FailsAsync(KeyServiceFailure.Unavailable, () => services.GetRequiredService<IKeyService>().GenerateAsync("photos", default, Cancel).AsTask());
    }

    [Fact]
    public async Task Generate_VaultIsGone_IsUnavailable()
    {
        var server = await TransitServer.StartAsync();
        await using var services = Vault(server);
        await server.DisposeAsync();

        await FailsAsync(KeyServiceFailure.Unavailable, () => services.GetRequiredService<IKeyService>().GenerateAsync("photos", default, Cancel).AsTask());
    }

    [Fact]
    public async Task Generate_TokenIsRenewed_IsReadAgain()
    {
        await using var server = await TransitServer.StartAsync();
        await using var services = Vault(server);
        var service = services.GetRequiredService<IKeyService>();
        server.Token = "s.renewed";

        await FailsAsync(KeyServiceFailure.Denied, () => service.GenerateAsync("photos", default, Cancel).AsTask());
        await File.WriteAllTextAsync(Path.Combine(_folder, "token"), "s.renewed\n", Cancel);
        await service.GenerateAsync("photos", default, Cancel);

        Assert.Equal("team", server.LastNamespace);
    }

    [Theory]
    [InlineData("../../sys/seal")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("..")]
    [InlineData("")]
    public async Task Generate_IdThatIsNoName_AsksNobody(string keyId)
    {
        await using var server = await TransitServer.StartAsync();
        await using var services = Vault(server);
        server.FailWith = 500;

        await FailsAsync(KeyServiceFailure.KeyNotFound, () => services.GetRequiredService<IKeyService>().GenerateAsync(keyId, default, Cancel).AsTask());
    }

    [Fact]
    public async Task Generate_NothingConfigured_SaysSo()
    {
        await using var services = Services([]);

        await FailsAsync(KeyServiceFailure.NotConfigured, () => services.GetRequiredService<IKeyService>().GenerateAsync("photos", default, Cancel).AsTask());
    }

    [Fact]
    public async Task Options_FileAndVault_AreRefusedTogether()
    {
        await using var services = Services([new("Encryption:KmsKeysFile", "a"), new("Encryption:Vault:Address", "nonsense"), new("Encryption:Vault:Mount", "..//")]);

        var error = Assert.Throws<OptionsValidationException>(services.GetRequiredService<EncryptionOptions>);

        Assert.True(error.Failures.Count() >= 3, error.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task FailsAsync(KeyServiceFailure failure, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<KeyServiceException>(call);
        Assert.Equal(failure, error.Failure);
    }

    private ServiceProvider KeysOfFile()
    {
        var path = Path.Combine(_folder, "keys.yaml");
        File.WriteAllText(path, $"photos: {Convert.ToBase64String(TestKeys.Run(1))}\nother: {Convert.ToBase64String(TestKeys.Run(2))}\n");
        return Services([new("Encryption:KmsKeysFile", path)]);
    }

    private ServiceProvider Vault(TransitServer server)
    {
        var token = Path.Combine(_folder, "token");
        File.WriteAllText(token, "s.token\n");
        return Services([new("Encryption:Vault:Address", server.Address), new("Encryption:Vault:TokenFile", token), new("Encryption:Vault:Namespace", "team"), new("Encryption:Vault:Timeout", "00:00:30")]);
    }

    private static ServiceProvider Services(KeyValuePair<string, string?>[] settings) =>
        new ServiceCollection().AddObjectStoreEncryption(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
}
