using System.Net;
using System.Text;
using System.Text.Json;
using ObjectStore.AdminApi;
using ObjectStore.ProcessTesting;
using Signer = ObjectStore.ProcessTesting.RequestSigner;

namespace ObjectStore.Cli.Tests;

/// <summary>Bad input to the admin API: the right status, a typed error, and nothing changed.</summary>
public sealed class AdminApiTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    public static TheoryData<string, string> Routes => new()
    {
        { "GET", AdminPaths.Keymap },
        { "POST", AdminPaths.KeymapSplit },
        { "POST", AdminPaths.KeymapMove },
        { "POST", AdminPaths.KeymapCancelMove },
        { "POST", AdminPaths.KeymapMerge },
        { "GET", AdminPaths.KeymapPlan },
        { "GET", AdminPaths.KeymapHot },
        { "GET", AdminPaths.Databases },
        { "GET", AdminPaths.Devices },
        { "POST", AdminPaths.DevicesDrain },
        { "POST", AdminPaths.DevicesUndrain },
        { "POST", AdminPaths.DevicesRemove },
        { "GET", AdminPaths.Nodes },
        { "POST", AdminPaths.NodesDrain },
        { "POST", AdminPaths.NodesUndrain },
        { "GET", AdminPaths.Pools },
        { "GET", AdminPaths.Repairs },
        { "POST", AdminPaths.JobRun("scrub") },
        { "POST", AdminPaths.IndexVerify },
        { "GET", AdminPaths.IndexExport },
        { "POST", AdminPaths.IndexImport },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task AnyRoute_WithoutSignature_IsForbidden(string method, string path)
    {
        using var response = await Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(fixture.Store.AdminEndpoint, path)), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Forbidden, "AccessDenied"), (response.StatusCode, await CodeOfAsync(response)));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task AnyRoute_SignedByWhoIsNoAdmin_IsForbidden(string method, string path)
    {
        var answer = await SendAsync(method, path, "", signer: new Signer(StoreFixture.UserAccessKey, StoreFixture.UserSecretKey));

        Assert.Equal((HttpStatusCode.Forbidden, "AccessDenied"), answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"at":null}""")]
    [InlineData("""{"at":[]}""")]
    [InlineData("""{"at":[null]}""")]
    [InlineData("""{"at":["photos/1","photos/2","photos/3","photos/4","photos/5","photos/6","photos/7","photos/8"]}""")]
    [InlineData("""{"at":[7]}""")]
    public async Task Split_BodyThatIsNotRight_IsRefused(string body)
    {
        var (status, code) = await SendAsync("POST", AdminPaths.KeymapSplit, body);

        Assert.Equal((HttpStatusCode.BadRequest, "InvalidRequest"), (status, code));
    }

    [Fact]
    public async Task Split_KeyOverTheLimit_IsRefused()
    {
        var (status, code) = await SendAsync("POST", AdminPaths.KeymapSplit, $$"""{"at":["photos/{{new string('x', 1025)}}"]}""");

        Assert.Equal((HttpStatusCode.BadRequest, "InvalidRequest"), (status, code));
    }

    [Fact]
    public async Task Split_BodyOverTheLimit_IsRefused()
    {
        var (status, _) = await SendAsync("POST", AdminPaths.KeymapSplit, new string(' ', 100_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Fact]
    public async Task Split_BodyOtherThanSigned_IsRefused()
    {
        var (status, code) = await SendAsync("POST", AdminPaths.KeymapSplit, """{"at":["photos/a"]}""", signedBody: """{"at":["photos/b"]}""");

        Assert.Equal((HttpStatusCode.BadRequest, "InvalidRequest"), (status, code));
    }

    [Theory]
    [InlineData(AdminPaths.DevicesDrain, "")]
    [InlineData(AdminPaths.DevicesDrain, "null")]
    [InlineData(AdminPaths.DevicesDrain, "{}")]
    [InlineData(AdminPaths.DevicesDrain, """{"devices":null}""")]
    [InlineData(AdminPaths.DevicesDrain, """{"devices":[]}""")]
    [InlineData(AdminPaths.DevicesUndrain, """{"devices":[null]}""")]
    [InlineData(AdminPaths.DevicesRemove, """{"devices":[""]}""")]
    [InlineData(AdminPaths.DevicesRemove, """{"devices":["abc"]}""")]
    [InlineData(AdminPaths.DevicesRemove, """{"devices":"all"}""")]
    [InlineData(AdminPaths.NodesDrain, """{"nodes":[]}""")]
    [InlineData(AdminPaths.NodesDrain, """{"nodes":[""]}""")]
    [InlineData(AdminPaths.NodesUndrain, """{"nodes":[null]}""")]
    public async Task DeviceChange_BodyThatIsNotRight_IsRefused(string path, string body) =>
        Assert.Equal((HttpStatusCode.BadRequest, "InvalidRequest"), await SendAsync("POST", path, body));

    [Theory]
    [InlineData("DELETE", AdminPaths.Keymap, HttpStatusCode.MethodNotAllowed, "MethodNotAllowed")]
    [InlineData("GET", "/admin/v1/nothing", HttpStatusCode.NotFound, "NoSuchOperation")]
    [InlineData("POST", "/admin/v1/jobs/nothing/run", HttpStatusCode.NotFound, "NoSuchOperation")]
    [InlineData("DELETE", AdminPaths.Devices, HttpStatusCode.MethodNotAllowed, "MethodNotAllowed")]
    public async Task AnyRoute_UnknownPathOrMethod_IsRefused(string method, string path, HttpStatusCode status, string code) =>
        Assert.Equal((status, code), await SendAsync(method, path, ""));

    private async Task<(HttpStatusCode Status, string Code)> SendAsync(string method, string path, string body, string? signedBody = null, Signer? signer = null)
    {
        var endpoint = fixture.Store.AdminEndpoint;
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(endpoint, path)) { Content = new StringContent(body) };
        var toSign = new RequestToSign
        {
            Method = method,
            Host = endpoint.Authority,
            Path = path,
            PayloadHash = Signer.HashPayload(Encoding.UTF8.GetBytes(signedBody ?? body)),
        };
        signer ??= new Signer(fixture.Store.Settings.AccessKey, fixture.Store.Settings.SecretKey);
        foreach (var (name, value) in signer.Sign(toSign, TimeProvider.System.GetUtcNow())) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await CodeOfAsync(response));
    }

    private static async Task<string> CodeOfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return text.Length == 0 ? "" : JsonDocument.Parse(text).RootElement.GetProperty("code").GetString()!;
    }
}
