using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ObjectStore.Encryption.Keys;
using ObjectStore.Encryption.KeyServices;

namespace ObjectStore.Encryption;

/// <summary>Adds the keys of server-side encryption to a host.</summary>
public static class EncryptionServices
{
    /// <summary>How long a connection to a key service is used, so that a change of its address is noticed.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    /// <summary>Most bytes of an answer of a key service.</summary>
    private const int AnswerBytesMax = 1 << 20;

    /// <summary>Adds <see cref="EncryptionOptions"/>, <see cref="MasterKeyRing"/> and <see cref="IKeyService"/>. Key files are read when these are first asked for.</summary>
    public static IServiceCollection AddObjectStoreEncryption(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<EncryptionOptions, EncryptionOptionsValidator>().Bind(configuration.GetSection(EncryptionOptions.SectionName));
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<EncryptionOptions>>().Value);
        services.AddSingleton(static provider => MasterKeyRing.Read(provider.GetRequiredService<EncryptionOptions>().MasterKeyFile));
        services.AddSingleton(static provider => CreateKeyService(provider.GetRequiredService<EncryptionOptions>()));
        return services;
    }

    private static IKeyService CreateKeyService(EncryptionOptions options)
    {
        if (options.KmsKeysFile.Length > 0) return new FileKeyService(KeyFile.Read(options.KmsKeysFile));
        if (options.Vault.Address.Length == 0) return new NoKeyService();
#pragma warning disable CA2000 // The client belongs to the service, which lives as long as the process.
        var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLife, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(options.Vault.Address.TrimEnd('/') + "/"),
            Timeout = options.Vault.Timeout,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
#pragma warning restore CA2000
        return new VaultKeyService(client, options.Vault);
    }
}
