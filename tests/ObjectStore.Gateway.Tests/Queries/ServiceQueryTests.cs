using System.Text;
using ObjectStore.Gateway.Queries;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Queries;

public class ServiceQueryTests
{
    private const string Version = "&Version=2000-01-01";

    private static S3Request Query(string form, string service = "echo", string region = "us-east-1") => new("POST", "/") { Body = Encoding.ASCII.GetBytes(form), Service = service, Region = region };

    [Theory]
    [InlineData("us-east-1")]
    [InlineData("eu-west-9")]
    public async Task Post_SignedForTheService_IsAnsweredInItsShape(string region)
    {
        await using var host = await GatewayHost.StartAsync();

        var answer = await host.Client.SendAsync(Query("Action=Echo&Text=a+%C3%A9" + Version, region: region));

        Assert.Equal(200, answer.Status);
        Assert.Equal("{https://echo.example/}EchoResponse", answer.Xml.Name.ToString());
        Assert.Equal(("alice", "a \u00e9"), (answer.Value("Caller"), answer.Value("Text")));
        Assert.NotNull(answer.Value("RequestId"));
    }

    [Fact]
    public async Task Post_NotSigned_IsTheServicesToDecide()
    {
        await using var host = await GatewayHost.StartAsync();

        var answer = await host.Client.SendAsync(new S3Request("POST", "/") { Body = Encoding.ASCII.GetBytes("Action=Echo" + Version), Signer = null });

        Assert.Equal("anonymous", answer.Value("Caller"));
    }

    [Theory]
    [InlineData("Action=Echo&Version=1999-01-01", "echo", 400, "InvalidAction")]
    [InlineData("Action=E%3Cb%3E&Version=2000-01-01", "echo", 400, "InvalidAction")]
    [InlineData("Version=2000-01-01", "echo", 400, "MissingAction")]
    [InlineData("", "echo", 400, "MissingAction")]
    [InlineData("Action=Echo&Version=2000-01-01&a=%zz", "echo", 400, "MalformedQueryString")]
    [InlineData("Action=Echo&Version=2000-01-01&a=%ff", "echo", 400, "MalformedQueryString")]
    [InlineData("Action=Echo&Action=Echo&Version=2000-01-01", "echo", 400, "MalformedQueryString")]
    [InlineData("Action=Echo&Version=2000-01-01", "s3", 400, "IncompleteSignature")]
    [InlineData("Action=Echo&Version=2000-01-01", "iam", 400, "IncompleteSignature")]
    [InlineData("Action=Refuse&Version=2000-01-01", "echo", 403, "AccessDenied")]
    [InlineData("Action=Fail&Version=2000-01-01", "echo", 503, "ServiceUnavailable")]
    public async Task Post_WrongRequest_HasAnErrorOfTheService(string form, string service, int status, string code)
    {
        await using var host = await GatewayHost.StartAsync();

        var answer = await host.Client.SendAsync(Query(form, service));

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal("{https://echo.example/}ErrorResponse", answer.Xml.Name.ToString());
    }

    [Fact]
    public async Task Post_BodyThatWasNotSigned_IsRefused()
    {
        await using var host = await GatewayHost.StartAsync();

        var answer = await host.Client.SendAsync(new S3Request("POST", "/")
        {
            Body = Encoding.ASCII.GetBytes("Action=Echo" + Version),
            Service = "echo",
            PayloadHash = new string('0', 64),
        });

        Assert.Equal((403, "SignatureDoesNotMatch"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Post_TooLarge_IsRefused()
    {
        await using var host = await GatewayHost.StartAsync();

        var answer = await host.Client.SendAsync(Query("Action=Echo&Text=" + new string('x', 64 << 10) + Version));

        Assert.Equal((400, "ValidationError"), (answer.Status, answer.Code));
        Assert.Equal("close", answer["Connection"]);
    }

    [Fact]
    public async Task Get_SignedForAnotherService_IsRefusedByS3()
    {
        await using var host = await GatewayHost.StartAsync();
        Assert.Equal(200, (await host.Client.SendAsync(Query("Action=Echo" + Version))).Status);

        var answer = await host.Client.SendAsync(new S3Request("GET", "/") { Service = "echo" });

        Assert.Equal((400, "AuthorizationHeaderMalformed"), (answer.Status, answer.Code));
    }

    /// <summary>Bytes at random never make the parser throw, and what it takes has no more than the bound.</summary>
    [Fact]
    public void TryParse_RandomBytes_NeverThrows()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var letters = "aA=&%+0f.\u00ff\0 "u8.ToArray();
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(200)];
            for (var j = 0; j < bytes.Length; j++) bytes[j] = letters[random.Next(letters.Length)];
            var exception = Record.Exception(() => QueryForm.TryParse(bytes, out _));
            Assert.True(exception is null, $"seed {seed}, bytes {Convert.ToHexString(bytes)}: {exception}");
        }

        Assert.False(QueryForm.TryParse(Encoding.ASCII.GetBytes(string.Join("&", Enumerable.Range(0, QueryForm.CountMax + 1).Select(i => $"p{i}=1"))), out _));
        Assert.True(QueryForm.TryParse("A.member.1=x&A.member.2=y&A.member.4=z"u8, out var form));
        Assert.Equal(["x", "y"], form.ListOf("A"));
    }
}
