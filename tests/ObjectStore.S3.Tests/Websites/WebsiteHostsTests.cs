using ObjectStore.S3.Websites;

namespace ObjectStore.S3.Tests.Websites;

public class WebsiteHostsTests
{
    [Theory]
    [InlineData("photos.web.example.org", "photos")]
    [InlineData("photos.web.example.org:8080", "photos")]
    [InlineData("Photos.WEB.example.org", "photos")]
    [InlineData("www.example.com.web.example.org", "www.example.com")]
    [InlineData("photos.web.example.org.:80", "photos")]
    [InlineData("s3.example.org.", null)]
    [InlineData(".", null)]
    [InlineData("web.example.org", null)]
    [InlineData(".web.example.org", null)]
    [InlineData("photosweb.example.org", null)]
    [InlineData("s3.example.org", null)]
    [InlineData("photos.s3.example.org", null)]
    [InlineData("www.example.com", "www.example.com")]
    [InlineData("example.com", null)]
    [InlineData("a.own.example", "a.own.example")]
    [InlineData("a.b.own.example", "a.b.own.example")]
    [InlineData("own.example", null)]
    [InlineData("127.0.0.1:9000", null)]
    [InlineData("[::1]:9000", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void FindBucket_Host_IsTheWebsiteThatTheSettingsSay(string? host, string? bucket)
    {
        Assert.True(WebsiteHosts.TryParse("web.example.org", "www.example.com, *.Own.example", "s3.example.org", out var hosts));

        Assert.Equal(bucket, hosts.FindBucket(host));
    }

    /// <summary>A website domain around the endpoint's must not take its requests; one inside it is asked for by name.</summary>
    [Theory]
    [InlineData("example.org", "s3.example.org", null)]
    [InlineData("example.org", "b.s3.example.org", null)]
    [InlineData("example.org", "b.example.org", "b")]
    [InlineData("web.s3.example.org", "b.web.s3.example.org", "b")]
    [InlineData("web.s3.example.org", "web.s3.example.org", null)]
    [InlineData("example.org,deep.example.org", "b.deep.example.org", "b")]
    public void FindBucket_DomainsInsideEachOther_TheLongestCounts(string domains, string host, string? bucket)
    {
        Assert.True(WebsiteHosts.TryParse(domains, "*.s3.example.org,s3.example.org", "s3.example.org", out var hosts));

        Assert.Equal(bucket, hosts.FindBucket(host));
    }

    [Theory]
    [InlineData("web_ example", "")]
    [InlineData("http://web.example.org", "")]
    [InlineData("", "*")]
    [InlineData("", "*.")]
    [InlineData("", "www.*.org")]
    [InlineData("10.0.0.1", "")]
    [InlineData("S3.example.org", "")]
    public void TryParse_NoHostName_IsRefused(string domains, string own) => Assert.False(WebsiteHosts.TryParse(domains, own, "s3.example.org", out _));
}
