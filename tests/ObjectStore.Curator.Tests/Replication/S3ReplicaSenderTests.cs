using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Replication;
using ObjectStore.Curator.Replication.Endpoints;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Index.Objects;
using ObjectStore.Replication;
using Xunit;

namespace ObjectStore.Curator.Tests.Replication;

/// <summary>The client against real servers on free ports, which answer as a test says: one for the source and the target, told apart by their buckets.</summary>
public sealed class S3ReplicaSenderTests : IAsyncLifetime
{
    private const string NotFound = "<Error><Code>NoSuchVersion</Code></Error>";

    private static readonly VersionId Id = new((UInt128)0x0198C0DE00000001 << 64 | 5);

    private readonly ConcurrentQueue<(string Line, IHeaderDictionary Headers, byte[] Body)> _received = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("objectstore-replication-").FullName;
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(300_000);
    private WebApplication _server = null!;
    private Func<HttpContext, Task> _source = null!;
    private Func<HttpContext, Task> _target = null!;
    private string _url = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "credentials"), "aws_access_key_id = key\naws_secret_access_key = secret\n", Cancel);
        _source = async http =>
        {
            http.Response.Headers.ETag = $"\"{Md5()}\"";
            http.Response.ContentLength = _content.Length;
            await http.Response.Body.WriteAsync(_content, http.RequestAborted);
        };
        _target = http =>
        {
            http.Response.Headers["x-amz-version-id"] = Id.ToString();
            return Task.CompletedTask;
        };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(Cancel);
        _url = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Send_Object_ArrivesWithAllThatIsSaidOfIt()
    {
        var record = Record() with
        {
            Metadata = [new("content-type", "text/plain"), new("content-encoding", "gzip"), new("x-amz-meta-name", "Grüße  2"), new(":acl", "hidden")],
            Tags = [new("a b", "c/d")],
            HasLegalHold = true,
            Retention = new Retention(RetentionMode.Governance, DateTimeOffset.UnixEpoch),
            Checksum = new StoredChecksum(2, false, new byte[] { 1, 2, 3, 4 }),
        };

        Assert.Null(await SendAsync(record));

        var (line, headers, body) = Assert.Single(_received);
        Assert.Equal(("PUT /there/a%20b/%C3%BC", true), (line, body.AsSpan().SequenceEqual(_content)));
        KeyValuePair<string, string>[] expected =
        [
            new("content-type", "text/plain"), new("content-encoding", "gzip"), new("x-amz-meta-name", "Grüße  2"), new("x-amz-tagging", "a%20b=c%2Fd"),
            new("x-amz-object-lock-legal-hold", "ON"), new("x-amz-checksum-crc32c", "AQIDBA=="), new("x-amz-source-version-id", Id.ToString()), new("x-amz-source-last-modified", "5"),
            new("content-md5", Convert.ToBase64String(Convert.FromHexString(Md5()))),
        ];
        Assert.All(expected, header => Assert.Equal(header.Value, headers[header.Key].ToString()));
        Assert.False(headers.ContainsKey("x-amz-object-lock-mode"), "No store takes a retention that is over.");
        Assert.DoesNotContain(headers.Keys, static name => name.Contains("acl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_ToAnotherKindOfStore_NamesNoVersion()
    {
        _target = static _ => Task.CompletedTask;

        Assert.Null(await SendAsync(Record(), keepsVersions: false));
        Assert.Null(await SendAsync(Record() with { IsDeleteMarker = true, ETag = "", Size = 0 }, keepsVersions: false));

        Assert.Equal(["PUT /there/a%20b/%C3%BC", "DELETE /there/a%20b/%C3%BC"], _received.Select(static each => each.Line));
        Assert.All(_received, static each => Assert.False(each.Headers.ContainsKey("x-amz-source-version-id")));
    }

    [Fact]
    public async Task Send_TargetKeepsNoIds_SaysWhichSettingIsWrong()
    {
        _target = static _ => Task.CompletedTask;

        Assert.Contains("KeepsVersions", await SendAsync(Record()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "<Error><Code>AccessDenied</Code></Error>", "HTTP 403 AccessDenied")]
    [InlineData(503, "not XML", "HTTP 503")]
    [InlineData(301, "", "HTTP 301")]
    [InlineData(400, "<!DOCTYPE e [<!ENTITY a \"b\">]><Error><Code>&a;</Code></Error>", "HTTP 400")]
    [InlineData(400, "<Error><Code>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA</Code></Error>", "HTTP 400")]
    public async Task Send_TargetRefuses_SaysWhy(int status, string body, string expected)
    {
        _target = async http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = _url;
            await http.Response.WriteAsync(body, http.RequestAborted);
        };

        Assert.Equal(expected, await SendAsync(Record()));
    }

    /// <summary>Neither end answers for ever; the one that stands still is given up, and the slot is free again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_EndThatHangs_IsGivenUp(bool isTarget)
    {
        var answers = _target;
        if (isTarget) _target = http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        else _source = http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        using var sender = Make(stallTimeout: TimeSpan.FromSeconds(1));

        Assert.Equal("it stood still", await sender.SendAsync(Version(Record()), Cancel));
        if (!isTarget) return;
        _target = answers;
        using var patient = Make();
        Assert.Null(await patient.SendAsync(Version(Record()), Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_EndThatDiesInTheMiddle_Fails(bool isTarget)
    {
        if (isTarget)
        {
            _target = static http =>
            {
                http.Abort();
                return Task.CompletedTask;
            };
        }
        else
        {
            _source = async http =>
            {
                http.Response.Headers.ETag = $"\"{Md5()}\"";
                http.Response.ContentLength = _content.Length;
                await http.Response.Body.WriteAsync(_content.AsMemory(0, 100_000), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                http.Abort();
            };
        }

        Assert.NotNull(await SendAsync(Record()));
    }

    /// <summary>Another null version may have taken the name since the row was read.</summary>
    [Fact]
    public async Task Send_SourceHasOtherBytes_Fails()
    {
        Assert.Equal("the source answered HTTP 200", await SendAsync(Record() with { ETag = "00000000000000000000000000000000" }));
        Assert.Empty(_received);
    }

    [Fact]
    public async Task Send_ReplicaThatWasThere_GetsTagsAndLocks()
    {
        _target = static http =>
        {
            http.Response.Headers["x-amz-version-id"] = Id.ToString();
            http.Response.Headers["x-amz-replica-existed"] = "true";
            http.Response.StatusCode = http.Request.Query.ContainsKey("legal-hold") ? 400 : 200;
            return Task.CompletedTask;
        };

        Assert.Null(await SendAsync(Record() with { Tags = [new("a", "b")] }));

        Assert.Equal(
            [$"PUT /there/a%20b/%C3%BC", $"PUT /there/a%20b/%C3%BC?tagging=&versionId={Id}", $"PUT /there/a%20b/%C3%BC?legal-hold=&versionId={Id}"], _received.Select(static each => each.Line));
    }

    [Fact]
    public async Task Send_ChangeOfTagsOfAVersionThatIsNotThere_SendsItWhole()
    {
        _target = static async http =>
        {
            http.Response.Headers["x-amz-version-id"] = Id.ToString();
            if (!http.Request.Query.ContainsKey("tagging")) return;
            http.Response.StatusCode = 404;
            await http.Response.WriteAsync(NotFound, http.RequestAborted);
        };

        Assert.Null(await SendAsync(Record(), cause: ReplicationCause.Tags));

        Assert.Equal([$"DELETE /there/a%20b/%C3%BC?tagging=&versionId={Id}", "PUT /there/a%20b/%C3%BC"], _received.Select(static each => each.Line));
    }

    [Fact]
    public async Task Send_WithoutCredentials_SaysSo()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "credentials"), "nothing", Cancel);
        Assert.Equal("the credentials file holds no access key and secret", await SendAsync(Record()));

        File.Delete(Path.Combine(_folder, "credentials"));
        Assert.Equal("a file of the settings is not there", await SendAsync(Record()));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("aws_access_key_id = a", null)]
    [InlineData("aws_access_key_id = \naws_secret_access_key = b", null)]
    [InlineData("[default]\r\naws_access_key_id=a\r\nregion = x\r\naws_secret_access_key = b/c=\r\n", "a b/c=")]
    public void Credentials_OfAFile_AreBothOrNone(string text, string? expected) =>
        Assert.Equal(expected, EndpointCredentials.TryParse(text, out var read) ? $"{read.AccessKey} {read.SecretKey}" : null);

    /// <summary>The gateway says what the numbers mean; the curator may not ask it.</summary>
    [Fact]
    public void Checksums_OfAllAlgorithms_HaveTheNamesOfTheGateway() => Assert.All(
        ObjectStore.S3.Checksums.ChecksumAlgorithms.All.ToArray(), static algorithm => Assert.Equal(
            ObjectStore.S3.Checksums.ChecksumAlgorithms.NameOf(algorithm), ReplicaHeaders.NameOf(new StoredChecksum((byte)algorithm, false, new byte[1]))));

    private async Task AnswerAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/there"))
        {
            await _source(http);
            return;
        }

        using var body = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The source died in the middle, and the request with it.
            return;
        }

        var target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        _received.Enqueue(($"{http.Request.Method} {target}", new HeaderDictionary(http.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)), body.ToArray()));
        await _target(http);
    }

    private async Task<string?> SendAsync(ObjectRecord record, bool keepsVersions = true, ReplicationCause cause = ReplicationCause.Version)
    {
        using var sender = Make(keepsVersions);
        return await sender.SendAsync(Version(record, cause), Cancel);
    }

    private S3ReplicaSender Make(bool keepsVersions = true, TimeSpan? stallTimeout = null)
    {
        var options = new ReplicationOptions { StallTimeout = stallTimeout ?? TimeSpan.FromMinutes(5), KeysInParallel = 1 };
        var endpoint = new TargetOptions { Url = _url, CredentialsFile = Path.Combine(_folder, "credentials"), KeepsVersions = keepsVersions };
        var source = new S3Endpoint(endpoint, options.StallTimeout, TimeProvider.System);
        return new S3ReplicaSender(source, endpoint, new ReplicationSite(new SteppedTimeProvider()).Index, options, TimeProvider.System);
    }

    private static ReplicaVersion Version(ObjectRecord record, ReplicationCause cause = ReplicationCause.Version) => new(
        new BucketId(1), ObjectKey.From("a b/ü"), record, new ReplicationFacts { Bucket = "here", Version = record.Name.ToString(), Cause = cause }, "there", IsCurrent: true);

    private ObjectRecord Record() => new()
    {
        Size = _content.Length,
        ETag = Md5(),
        LastModified = DateTimeOffset.FromUnixTimeMilliseconds(5),
        OwnerId = "o",
        Version = Id,
        IsNullVersion = false,
    };

#pragma warning disable CA5351 // Entity tags are MD5.
    private string Md5() => Convert.ToHexStringLower(MD5.HashData(_content));
#pragma warning restore CA5351
}
