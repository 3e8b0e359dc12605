using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Tests.Auth;

public sealed class SigV2VerifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Expires = Now.AddSeconds(60).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    private readonly FixedTime _time = new(Now);
    private readonly SigV2Verifier _verifier;

    public SigV2VerifierTests() => _verifier = new SigV2Verifier(new Credentials(), _time, domain: "");

    [Theory]
    [InlineData("&x-amz-acl=public-read&x-amz-meta-name=a%20b", "\n\n{0}\nx-amz-acl:public-read\nx-amz-meta-name:a b\n")]
    [InlineData("&Content-Type=text%2Fplain&Content-MD5=1B2M2Y8AsgTpgAmY7PhCfg%3D%3D", "1B2M2Y8AsgTpgAmY7PhCfg==\ntext/plain\n{0}\n")]
    [InlineData("&content-type=text%2Fplain&delimiter=x", "\ntext/plain\n{0}\n")]
    public void Verify_HeadersInTheQuery_AreSigned(string parameters, string lines)
    {
        var request = Presigned(parameters, lines);
        var changed = Presigned(parameters.Replace("p", "q", StringComparison.Ordinal), lines);

        Assert.True(_verifier.Verify(request).IsPresigned);
        Assert.Equal(S3ErrorCode.SignatureDoesNotMatch, Assert.Throws<S3Exception>(() => _verifier.Verify(changed)).Error.Code);
    }

    /// <summary>What the query says counts whatever is sent, so that is what has to be signed.</summary>
    [Fact]
    public void Verify_HeaderAlsoSent_IsThatOfTheQuery()
    {
        var request = Presigned("&x-amz-acl=private", "\n\n{0}\nx-amz-acl:private\n");
        var other = Presigned("&x-amz-acl=public-read", "\n\n{0}\nx-amz-acl:private\n");
        request.Headers["x-amz-acl"] = "public-read";
        other.Headers["x-amz-acl"] = "private";

        Assert.True(_verifier.Verify(request).IsPresigned);
        Assert.Equal(S3ErrorCode.SignatureDoesNotMatch, Assert.Throws<S3Exception>(() => _verifier.Verify(other)).Error.Code);
    }

    [Theory]
    [InlineData(60_000, true)]
    [InlineData(60_001, false)]
    public void Verify_Expires_IsTheLastMoment(int milliseconds, bool isValid)
    {
        var request = Presigned("", "\n\n{0}\n");
        _time.Now = Now.AddMilliseconds(milliseconds);

        if (isValid) Assert.True(_verifier.Verify(request).IsPresigned);
        else Assert.Equal(S3ErrorCode.AccessDenied, Assert.Throws<S3Exception>(() => _verifier.Verify(request)).Error.Code);
    }

    /// <summary>A request whose query has the signature of <paramref name="lines"/>, which is what stands between method and resource.</summary>
    private static HttpRequest Presigned(string parameters, string lines)
    {
        var text = $"PUT\n{string.Format(CultureInfo.InvariantCulture, lines, Expires)}/b/k";
#pragma warning disable CA5350 // The older signature is defined with SHA-1.
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Credentials.SecretKey), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
        return TestRequest.Create("PUT", $"/b/k?AWSAccessKeyId={Credentials.AccessKey}&Expires={Expires}&Signature={Uri.EscapeDataString(signature)}{parameters}", ("Host", "localhost"));
    }
}
