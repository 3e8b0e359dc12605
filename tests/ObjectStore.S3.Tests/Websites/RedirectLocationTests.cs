using ObjectStore.S3.Websites;

namespace ObjectStore.S3.Tests.Websites;

public class RedirectLocationTests
{
    private static readonly WebsiteOrigin Origin = new("http", "b.web.example.org:8080");

    public static TheoryData<string?, RoutingRedirect, string, string> Rules => new()
    {
        { "docs/", new RoutingRedirect { ReplaceKeyPrefixWith = "documents/" }, "docs/a b", "http://b.web.example.org:8080/documents/a%20b" },
        { "docs/", new RoutingRedirect { ReplaceKeyPrefixWith = "" }, "docs/x", "http://b.web.example.org:8080/x" },
        { null, new RoutingRedirect { ReplaceKeyPrefixWith = "report-404/" }, "images/x", "http://b.web.example.org:8080/report-404/images/x" },
        { null, new RoutingRedirect { ReplaceKeyPrefixWith = "#!/" }, "a?b#c", "http://b.web.example.org:8080/#!/a%3Fb%23c" },
        { "images/", new RoutingRedirect { ReplaceKeyWith = "gone.html?from=images" }, "images/x", "http://b.web.example.org:8080/gone.html?from=images" },
        { "images/", new RoutingRedirect { ReplaceKeyWith = "gäng\n.html" }, "images/x", "http://b.web.example.org:8080/g%C3%A4ng%0A.html" },
        { "x", new RoutingRedirect { HostName = "www.example.com" }, "x/\u2603", "http://www.example.com/x/%E2%98%83" },
        { "x", new RoutingRedirect { HostName = "www.example.com:81", Protocol = "https" }, "x", "https://www.example.com:81/x" },
        { "x", new RoutingRedirect { Protocol = "https" }, "x", "https://b.web.example.org/x" },
        { "x", new RoutingRedirect { Protocol = "http" }, "x", "http://b.web.example.org:8080/x" },
        { "go/", new RoutingRedirect { ReplaceKeyPrefixWith = "" }, "go//evil.example/", "http://b.web.example.org:8080//evil.example/" },
        { "go/", new RoutingRedirect { ReplaceKeyPrefixWith = "" }, "go/@evil.example/", "http://b.web.example.org:8080/%40evil.example/" },
        { "go/", new RoutingRedirect { ReplaceKeyPrefixWith = "" }, "go/\r\nSet-Cookie: a", "http://b.web.example.org:8080/%0D%0ASet-Cookie%3A%20a" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Of_Rule_LeadsWhereItsAuthorWrote(string? prefix, RoutingRedirect redirect, string key, string location) =>
        Assert.Equal(location, RedirectLocation.Of(new RoutingRule(prefix is null ? null : new RoutingCondition(prefix, null), redirect), key, Origin));

    /// <summary>Behind a proxy the protocol that the visitor speaks is not known, and nobody is believed about it.</summary>
    [Theory]
    [InlineData(null, null, "x", "/to/x")]
    [InlineData(null, "www.example.com", "x", "//www.example.com/to/x")]
    [InlineData("https", null, "x", "https://b.web.example.org/to/x")]
    [InlineData("https", "www.example.com", "x", "https://www.example.com/to/x")]
    public void Of_RuleBehindAProxy_LeavesTheProtocolOpen(string? protocol, string? hostName, string key, string location)
    {
        var rule = new RoutingRule(null, new RoutingRedirect { Protocol = protocol, HostName = hostName, ReplaceKeyPrefixWith = "to/" });

        Assert.Equal(location, RedirectLocation.Of(rule, key, Origin with { Scheme = null }));
    }

    [Theory]
    [InlineData("go//evil.example", "/%2Fevil.example")]
    [InlineData("go///evil.example", "/%2F/evil.example")]
    [InlineData("go/\\\\evil.example", "/%5C%5Cevil.example")]
    public void Of_RuleBehindAProxy_StaysOnItsHost(string key, string location)
    {
        var rule = new RoutingRule(new RoutingCondition("go/", null), new RoutingRedirect { ReplaceKeyPrefixWith = "" });

        Assert.Equal(location, RedirectLocation.Of(rule, key, Origin with { Scheme = null }));
    }

    [Theory]
    [InlineData(null, "/a%20b?c=d&c=e", "http://www.example.com/a%20b?c=d&c=e")]
    [InlineData("https", "/", "https://www.example.com/")]
    [InlineData(null, "//evil.example/\"<x>", "http://www.example.com//evil.example/%22%3Cx%3E")]
    public void OfAll_Request_KeepsPathAndQuery(string? protocol, string pathAndQuery, string location) =>
        Assert.Equal(location, RedirectLocation.OfAll(new WebsiteRedirectAll("www.example.com", protocol), pathAndQuery, Origin));

    [Theory]
    [InlineData("a", "/a/")]
    [InlineData("a b/c", "/a%20b/c/")]
    [InlineData("/evil.example", "/%2Fevil.example/")]
    [InlineData("\\evil.example", "/%5Cevil.example/")]
    [InlineData("a?b", "/a%3Fb/")]
    public void OfFolder_Key_StaysOnItsHost(string key, string location)
    {
        Assert.Equal(location, RedirectLocation.OfFolder(key));
        Assert.Equal("b.web.example.org", new Uri(new Uri("http://b.web.example.org/x"), location).Host);
    }

    [Theory]
    [InlineData("/relative", "/relative")]
    [InlineData("https://example.com/a?b#c", "https://example.com/a?b#c")]
    [InlineData("/\u2603 x", "/%E2%98%83%20x")]
    public void OfObject_Stored_IsAsItsAuthorWrote(string stored, string location) => Assert.Equal(location, RedirectLocation.OfObject(stored));
}
