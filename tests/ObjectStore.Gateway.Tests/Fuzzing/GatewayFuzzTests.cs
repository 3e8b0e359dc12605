using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.Fuzzing;

/// <summary>
/// Goal: no request, however senseless, makes the gateway fail. Method: thousands of requests made of S3's own words and of damaged documents, and heads
/// with damaged bytes; every answer must be a well-formed one that is not an internal error, and what was stored on the way must be readable.
/// Options of <c>make test-model</c>: OBJECTSTORE_MODEL_OPERATIONS asks for more, OBJECTSTORE_TEST_SEED replays.
/// </summary>
[Trait("Category", "Model")]
[Collection(nameof(FuzzCollection))]
public partial class GatewayFuzzTests
{
    private const int ShortCount = 2_000;
    private const int FixedSeed = 20_301;
    private const int OperationsPerRequest = 20;
    private const long GrowthMax = 64 << 20;

    /// <summary>Told apart from a failure: what is not implemented, and what is too much at once.</summary>
    private static readonly int[] Refusals = [501, 503];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Also in objects that only look like answers, so that no parser may be asked.</summary>
    [GeneratedRegex("<(?:UploadId|NextContinuationToken|NextMarker|NextVersionIdMarker|VersionId)>([^<]{1,200})<")]
    private static partial Regex NamedByServer { get; }

    [Fact]
    public async Task Requests_OfAnySense_AreAnsweredWithoutFailure()
    {
        var (count, seed) = Plan();
        await using var host = await StartAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var input = new FuzzInput(seed);
        var fuzzer = new RequestFuzzer(input);
        for (var i = 0; i < count; i++)
        {
            var request = fuzzer.Next();
            var response = await host.Client.SendAsync(request);
            if (ProblemOf(request, response) is { } problem) Assert.Fail($"{problem}\nseed {seed}, request {i}\n{RequestFuzzer.Describe(request)}\n{response.Text}");
            Learn(input, response);
        }

        await AssertIsWellAsync(host);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, GrowthMax);
    }

    [Fact]
    public async Task Heads_OfAnyBytes_AreAnsweredOrCutOff()
    {
        var (count, seed) = Plan();
        await using var host = await StartAsync();
        var input = new FuzzInput(seed);
        var fuzzer = new RequestFuzzer(input);
        for (var i = 0; i < count / 4; i++)
        {
            var request = fuzzer.Next();
            var bytes = Damage([.. host.Client.Head(request), .. request.Body], input);
            var answer = await ExchangeAsync(host, bytes);
            var isGood = answer.Length == 0 || (answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && !answer.Contains("HTTP/1.1 500", StringComparison.Ordinal));
            if (!isGood) Assert.Fail($"seed {seed}, head {i}\n{Convert.ToBase64String(bytes)}\n{answer}");
        }

        await AssertIsWellAsync(host);
    }

    private static (int Count, int Seed) Plan()
    {
        var isLong = int.TryParse(Environment.GetEnvironmentVariable("OBJECTSTORE_MODEL_OPERATIONS"), CultureInfo.InvariantCulture, out var operations);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("OBJECTSTORE_TEST_SEED"), CultureInfo.InvariantCulture, out var replayed) ? replayed : isLong ? Random.Shared.Next() : FixedSeed;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"OBJECTSTORE_TEST_SEED={seed}"));
        return (isLong ? operations / OperationsPerRequest : ShortCount, seed);
    }

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartWithBucketAsync(
            ("Encryption:AllowCustomerKeysOverHttp", "true"), ("Gateway:WebsiteDomains", RequestFuzzer.WebsiteDomain), ("Gateway:WebsiteHosts", "www.example.com"));
        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/locked", null, ("x-amz-bucket-object-lock-enabled", "true"))).Status);
        foreach (var bucket in (string[])["bucket", "locked"])
        {
            foreach (var key in (string[])["k", "dir/a"]) Assert.Equal(200, (await host.Client.SendAsync("PUT", $"/{bucket}/{key}", Digests.Utf8("some bytes"), ("x-amz-acl", "public-read"))).Status);
        }

        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket?website", Digests.Utf8(FuzzDocuments.Website))).Status);
        return host;
    }

    /// <summary>What is wrong with an answer, or null.</summary>
    private static string? ProblemOf(S3Request request, S3Response response)
    {
        if (response.Status is < 200 or > 599) return "There is no such status.";
        if (response.Status >= 500 && !Refusals.Contains(response.Status)) return "The gateway failed.";
        if (string.IsNullOrEmpty(response["x-amz-request-id"])) return "The answer has no request id.";
        if (response.Status < 400 || request.Method == "HEAD") return null;
        if (response["x-amz-error-code"] is not null) return null;
        try
        {
            return string.IsNullOrEmpty(response.Code) ? "The error has no code." : null;
        }
        catch (System.Xml.XmlException exception)
        {
            return $"The error is no XML: {exception.Message}";
        }
    }

    /// <summary>What the server names may be named in later requests.</summary>
    private static void Learn(FuzzInput input, S3Response response)
    {
        input.Learn(response["x-amz-version-id"]);
        input.Learn(response["etag"]);
        foreach (Match named in NamedByServer.Matches(response.Text)) input.Learn(named.Groups[1].Value);
    }

    /// <summary>Flips, removes and repeats bytes.</summary>
    private static byte[] Damage(byte[] bytes, FuzzInput input)
    {
        var damaged = new List<byte>(bytes);
        for (var count = 1 + input.Below(4); count > 0 && damaged.Count > 0; count--)
        {
            var at = input.Below(damaged.Count);
            var length = Math.Min(1 + input.Below(40), damaged.Count - at);
            switch (input.Below(4))
            {
                case 0: damaged.RemoveRange(at, length); break;
                case 1: damaged.InsertRange(at, damaged.GetRange(at, length)); break;
                case 2: damaged.Insert(at, (byte)input.Below(256)); break;
                default: damaged[at] ^= (byte)(1 << input.Below(8)); break;
            }
        }

        return [.. damaged];
    }

    /// <summary>Sends bytes, ends sending, and reads whatever comes until the server ends, too.</summary>
    private static async Task<string> ExchangeAsync(GatewayHost host, byte[] bytes)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(host.Endpoint, patience.Token);
        var answer = new MemoryStream();
        try
        {
            var stream = client.GetStream();
            await stream.WriteAsync(bytes, patience.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The server ends connections whose requests it does not read to their end.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>Nothing is held any more, everything that is stored can be listed and read, and the gateway works as before.</summary>
    private static async Task AssertIsWellAsync(GatewayHost host)
    {
        // A client may have its answer, or see its connection end, before its request has given back what it held.
        await Wait.UntilAsync(() => host.Documents.ReservedBytes == 0);
        Assert.Equal(200, (await host.Client.SendAsync(As(TestIdentities.Admin, "PUT", "/afterwards"))).Status);
        foreach (var bucket in (await host.Client.SendAsync(As(TestIdentities.Admin, "GET", "/"))).Values("Name"))
        {
            foreach (var question in (string[])["versions", "uploads", "list-type=2", "acl", "policy", "cors", "lifecycle", "website", "encryption", "tagging", "versioning"])
            {
                var response = await host.Client.SendAsync(As(TestIdentities.Admin, "GET", $"/{bucket}?{question}&encoding-type=url"));
                Assert.True(response.Status is 200 or 404, $"{bucket} {question}: {response.Status} {response.Text}");
            }

            foreach (var key in (await host.Client.SendAsync(As(TestIdentities.Admin, "GET", $"/{bucket}?encoding-type=url"))).Values("Key"))
            {
                var status = (await host.Client.SendAsync(As(TestIdentities.Admin, "GET", $"/{bucket}/{Uri.EscapeDataString(Uri.UnescapeDataString(key))}"))).Status;
                Assert.True(status is 200 or 400 or 403, $"{bucket}/{key}: {status}");
            }
        }
    }

    private static S3Request As(S3.Auth.Identity signer, string method, string target) => new(method, target) { Signer = signer };
}
