using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using static ObjectStore.Clients.Tests.Replication.ReplicationSteps;

namespace ObjectStore.Clients.Tests.Replication;

/// <summary>Two processes that speak TLS alone, with certificates of a private authority, and encrypt under master keys that the other does not have.</summary>
[Trait("Category", "Integration")]
public sealed class TlsReplicationTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new("replication-tls");
    private StandaloneProcess _left = null!;
    private StandaloneProcess _right = null!;
    private PrivateAuthority _authority = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _authority = new PrivateAuthority(_directory.Path);
        (_left, _right) = (Prepare("left"), Prepare("right"));
        var credentials = _directory.Combine("credentials");
        await File.WriteAllTextAsync(credentials, $"aws_access_key_id = {_left.Settings.AccessKey}\naws_secret_access_key = {_left.Settings.SecretKey}\n", Token);
        string[] Endpoint(string section, StandaloneProcess process, string caFile) =>
            [$"--Replication:{section}:Url", process.Endpoint.GetLeftPart(UriPartial.Authority), $"--Replication:{section}:CredentialsFile", credentials, $"--Replication:{section}:CaFile", caFile];

        // A target is trusted by its own file alone: the same endpoint with another root is none.
        string[] replication = [.. Endpoint("Source", _left, _authority.CaFile), .. Endpoint("Targets:other", _right, _authority.CaFile), .. Endpoint("Targets:stranger", _right, _authority.OtherCaFile)];
        _left.Launch(_left.Settings with { Arguments = [.. _left.Settings.Arguments, .. replication] });
        _right.Launch();
        await _left.WaitReadyAsync(Token);
        await _right.WaitReadyAsync(Token);
    }

    /// <summary>Goal: what is encrypted at the source arrives whole over TLS, and lies encrypted at the destination too, though neither side could open what the other has stored.</summary>
    [Fact]
    public async Task EncryptedObjects_OverTls_ArriveAndAreEncryptedThere()
    {
        using var left = S3Clients.Create(_left, _authority.Thumbprint);
        using var right = S3Clients.Create(_right, _authority.Thumbprint);
        await MakeBucketAsync(left, "left", Rule("other/right"));
        await MakeBucketAsync(right, "right", null);
        await left.PutObjectAsync(Encrypted("left", "small", "sealed"), Token);
        await left.PutBucketEncryptionAsync(
            new PutBucketEncryptionRequest
            {
                BucketName = "left",
                ServerSideEncryptionConfiguration = new ServerSideEncryptionConfiguration
                {
                    ServerSideEncryptionRules = [new ServerSideEncryptionRule { ServerSideEncryptionByDefault = new ServerSideEncryptionByDefault { ServerSideEncryptionAlgorithm = ServerSideEncryptionMethod.AES256 } }],
                },
            },
            Token);
        await PutPartsAsync(left, "left", "parts");
        await left.PutObjectAsync(Request("left", "byDefault", "also sealed"), Token);

        await EventuallySameAsync(left, "left", right, "right");
        Assert.Equal("sealed"u8.ToArray(), await ReadAsync(right, "right", "small"));
        Assert.Equal("also sealed"u8.ToArray(), await ReadAsync(right, "right", "byDefault"));
        Assert.Equal(PartsContent, await ReadAsync(right, "right", "parts"));
        foreach (var key in new[] { "small", "byDefault", "parts" })
        {
            await StatusesAsync(left, "left", key, "COMPLETED");
            Assert.Equal(ServerSideEncryptionMethod.AES256, (await right.GetObjectMetadataAsync("right", key, Token)).ServerSideEncryptionMethod);
        }
    }

    /// <summary>Goal: nothing is sent to an endpoint that the authority of its target does not vouch for, and nothing that waits for it is lost.</summary>
    [Fact]
    public async Task Target_WhoseAuthorityDoesNotVouchForIt_GetsNothing()
    {
        using var left = S3Clients.Create(_left, _authority.Thumbprint);
        using var right = S3Clients.Create(_right, _authority.Thumbprint);
        await MakeBucketAsync(right, "untrusted", null);
        await MakeBucketAsync(left, "waits", Rule("stranger/untrusted"));

        await left.PutObjectAsync(Request("waits", "k", "secret"), Token);

        await EventuallyAsync(async () => ProcessTesting.Metrics.Sum(await _left.GetMetricsAsync(Token), "objectstore_curator_replication_failures_total") > 0, "a failed attempt");
        Assert.Empty(await ListAsync(right, "untrusted"));
        await StatusesAsync(left, "waits", "k", "PENDING");
    }

    public async ValueTask DisposeAsync()
    {
        if (_left is not null) await _left.DisposeAsync();
        if (_right is not null) await _right.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>A process with a certificate, and a master key of its own.</summary>
    private StandaloneProcess Prepare(string name)
    {
        var keys = _directory.Combine(name + ".keys");
        File.WriteAllText(keys, $"{name}: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n");
        return StandaloneProcess.Prepare(new StandaloneSettings
        {
            DataDirectory = _directory.Combine(name),
            Scheme = Uri.UriSchemeHttps,
            Arguments = ["--Gateway:CertificateFile", _authority.CertificateFile, "--Gateway:CertificateKeyFile", _authority.KeyFile, "--Encryption:MasterKeyFile", keys, "--Replication:StallTimeout", "00:00:20"],
        });
    }

    private static PutObjectRequest Encrypted(string bucket, string key, string content)
    {
        var request = Request(bucket, key, content);
        request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256;
        return request;
    }
}
