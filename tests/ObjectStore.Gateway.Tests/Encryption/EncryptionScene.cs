using System.Security.Cryptography;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Encryption;

/// <summary>A gateway with keys of all kinds, and the headers that ask for each.</summary>
internal sealed class EncryptionScene : IAsyncDisposable
{
    public const string Method = "x-amz-server-side-encryption";
    public const string KeyId = "x-amz-server-side-encryption-aws-kms-key-id";
    public const string CustomerPrefix = "x-amz-server-side-encryption-customer";
    public const string SourcePrefix = "x-amz-copy-source-server-side-encryption-customer";

    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] OtherSecret = RandomNumberGenerator.GetBytes(32);

    private readonly string _folder;

    private EncryptionScene(GatewayHost host, string folder)
    {
        Host = host;
        _folder = folder;
    }

    public GatewayHost Host { get; }

    public S3WireClient Client => Host.Client;

    public static (string Name, string Value)[] NoKey { get; } = [];

    public static (string Name, string Value)[] StoreKey { get; } = [(Method, "AES256")];

    public static (string Name, string Value)[] ServiceKey { get; } = [(Method, "aws:kms"), (KeyId, "photos")];

    public static (string Name, string Value)[] CustomerKey { get; } = Customer(Secret, CustomerPrefix);

    public static (string Name, string Value)[] OtherCustomerKey { get; } = Customer(OtherSecret, CustomerPrefix);

    public static (string Name, string Value)[] SourceKey { get; } = Customer(Secret, SourcePrefix);

    /// <summary>With a bucket, a master key, the keys <c>photos</c> and <c>other</c> of a file, customers' keys without TLS, and an archive class.</summary>
    public static async Task<EncryptionScene> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("objectstore-keys-").FullName;
        var host = await GatewayHost.StartWithBucketAsync(
            ("Encryption:MasterKeyFile", WriteKeys(folder, "master.yaml", "first")),
            ("Encryption:KmsKeysFile", WriteKeys(folder, "kms.yaml", "photos", "other")),
            ("Encryption:AllowCustomerKeysOverHttp", "true"),
            ("StorageClasses:GLACIER:Pool", "cold"));
        return new EncryptionScene(host, folder);
    }

    /// <summary>Headers of a write by the name of the kind.</summary>
    public static (string Name, string Value)[] Write(string kind) => kind switch
    {
        "store" => StoreKey,
        "service" => ServiceKey,
        "customer" => CustomerKey,
        _ => NoKey,
    };

    /// <summary>Headers of a read by the name of the kind.</summary>
    public static (string Name, string Value)[] Read(string kind) => kind == "customer" ? CustomerKey : NoKey;

    /// <summary>A file of random keys with these ids, the newest last.</summary>
    public static string WriteKeys(string folder, string name, params string[] ids)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllLines(path, ids.Select(static id => $"{id}: {Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)))}"));
        return path;
    }

    /// <summary>What an answer says of a kind's encryption.</summary>
    public static void AssertSays(string kind, S3Response answer)
    {
        Assert.Equal(kind switch { "store" => "AES256", "service" => "aws:kms", _ => null }, answer[Method]);
        Assert.Equal(kind == "service" ? "photos" : null, answer[KeyId]);
        Assert.Equal(kind == "customer" ? ("AES256", CustomerKey[2].Value) : (null, null), (answer[CustomerPrefix + "-algorithm"], answer[CustomerPrefix + "-key-MD5"]));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static (string Name, string Value)[] Customer(byte[] key, string prefix)
    {
#pragma warning disable CA5351 // The header is an MD5 by definition of S3.
        var md5 = Convert.ToBase64String(MD5.HashData(key));
#pragma warning restore CA5351
        return [(prefix + "-algorithm", "AES256"), (prefix + "-key", Convert.ToBase64String(key)), (prefix + "-key-MD5", md5)];
    }
}
