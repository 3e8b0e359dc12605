using System.Text;
using ObjectStore.S3.Xml;

namespace ObjectStore.S3.Tests.Xml;

public class WebsiteRequestTests
{
    private const string Index = "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>";

    private const string Whole =
        "<WebsiteConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + Index + "<ErrorDocument><Key>error.html</Key></ErrorDocument><RoutingRules>"
        + "<RoutingRule><Condition><KeyPrefixEquals>docs/</KeyPrefixEquals><HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition>"
        + "<Redirect><Protocol>https</Protocol><HostName>example.com</HostName><ReplaceKeyPrefixWith></ReplaceKeyPrefixWith><HttpRedirectCode>302</HttpRedirectCode></Redirect></RoutingRule>"
        + "<RoutingRule><Redirect><ReplaceKeyWith>a&amp;b</ReplaceKeyWith></Redirect></RoutingRule></RoutingRules></WebsiteConfiguration>";

    private const string All = "<WebsiteConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><RedirectAllRequestsTo><HostName>example.com</HostName><Protocol>https</Protocol></RedirectAllRequestsTo></WebsiteConfiguration>";

    [Theory]
    [InlineData(Whole)]
    [InlineData(All)]
    public void Render_WhatWasRead_IsTheSameDocument(string document)
    {
        Assert.True(WebsiteRequest.TryParse(Utf8(document), out var website));

        Assert.Null(website.Check());
        Assert.Equal(document, Encoding.UTF8.GetString(WebsiteRequest.Render(website).Written.Span).Split('\n')[1]);
    }

    [Fact]
    public void FindRule_Rules_TheFirstOfTheKindCounts()
    {
        Assert.True(WebsiteRequest.TryParse(Utf8(Whole), out var website));

        Assert.Equal("a&b", website.FindRule("docs/x", null)?.Redirect.ReplaceKeyWith);
        Assert.Equal("example.com", website.FindRule("docs/x", 404)?.Redirect.HostName);
        Assert.Null(website.FindRule("docs/x", 403));
        Assert.Null(website.FindRule("other", 404));
    }

    [Theory]
    [InlineData("<RedirectAllRequestsTo/>")]
    [InlineData("<RedirectAllRequestsTo><Protocol>http</Protocol></RedirectAllRequestsTo>")]
    [InlineData("<IndexDocument><Suffix>a</Suffix><Suffix>b</Suffix></IndexDocument>")]
    [InlineData("<IndexDocument><Prefix>a</Prefix></IndexDocument>")]
    [InlineData(Index + Index)]
    [InlineData(Index + "<ErrorDocument/>")]
    [InlineData(Index + "<RoutingRules/>")]
    [InlineData(Index + "<RoutingRules><RoutingRule/></RoutingRules>")]
    [InlineData(Index + "<RoutingRules><RoutingRule><Redirect/></RoutingRule></RoutingRules>")]
    [InlineData(Index + "<RoutingRules><RoutingRule><Condition><KeyPrefixEquals>a</KeyPrefixEquals></Condition></RoutingRule></RoutingRules>")]
    [InlineData(Index + "<RoutingRules><RoutingRule><Redirect><HttpRedirectCode>x</HttpRedirectCode></Redirect></RoutingRule></RoutingRules>")]
    [InlineData(Index + "<RoutingRules><RoutingRule><Redirect><HostName>a</HostName></Redirect><Redirect><HostName>a</HostName></Redirect></RoutingRule></RoutingRules>")]
    [InlineData(Index + "<RoutingRules><Rule/></RoutingRules>")]
    [InlineData(Index + "<Other/>")]
    [InlineData("text")]
    public void TryParse_NotTheSchema_IsRefused(string content) => Assert.False(WebsiteRequest.TryParse(Utf8($"<WebsiteConfiguration>{content}</WebsiteConfiguration>"), out _));

    [Theory]
    [InlineData("", "InvalidArgument", "A value for IndexDocument Suffix")]
    [InlineData("<IndexDocument/>", "InvalidArgument", "Suffix is not well formed")]
    [InlineData("<IndexDocument><Suffix></Suffix></IndexDocument>", "InvalidArgument", "Suffix is not well formed")]
    [InlineData("<IndexDocument><Suffix>a/b</Suffix></IndexDocument>", "InvalidArgument", "Suffix is not well formed")]
    [InlineData(Index + "<ErrorDocument><Key></Key></ErrorDocument>", "InvalidArgument", "ErrorDocument Key")]
    [InlineData(Index + "<RedirectAllRequestsTo><HostName>a</HostName></RedirectAllRequestsTo>", "InvalidArgument", "in conjunction")]
    [InlineData("<RedirectAllRequestsTo><HostName></HostName></RedirectAllRequestsTo>", "InvalidRequest", "host name must be provided")]
    [InlineData("<RedirectAllRequestsTo><HostName>a&#13;&#10;b</HostName></RedirectAllRequestsTo>", "InvalidArgument", "HostName is not well formed")]
    [InlineData("<RedirectAllRequestsTo><HostName>a</HostName><Protocol>ftp</Protocol></RedirectAllRequestsTo>", "InvalidRequest", "Invalid protocol")]
    public void Check_Website_IsRefusedAsOnAws(string content, string code, string message) => AssertRefused(content, code, message);

    [Theory]
    [InlineData("<Condition/><Redirect><HostName>a</HostName></Redirect>", "InvalidRequest", "Condition cannot be empty")]
    [InlineData("<Condition><HttpErrorCodeReturnedEquals>302</HttpErrorCodeReturnedEquals></Condition><Redirect><HostName>a</HostName></Redirect>", "InvalidRequest", "error code (302)")]
    [InlineData("<Condition><HttpErrorCodeReturnedEquals>600</HttpErrorCodeReturnedEquals></Condition><Redirect><HostName>a</HostName></Redirect>", "InvalidRequest", "error code (600)")]
    [InlineData("<Redirect><HttpRedirectCode>300</HttpRedirectCode></Redirect>", "InvalidRequest", "redirect code (300)")]
    [InlineData("<Redirect><HttpRedirectCode>400</HttpRedirectCode></Redirect>", "InvalidRequest", "redirect code (400)")]
    [InlineData("<Redirect><ReplaceKeyWith>a</ReplaceKeyWith><ReplaceKeyPrefixWith>b</ReplaceKeyPrefixWith></Redirect>", "InvalidRequest", "not both")]
    [InlineData("<Redirect><HostName></HostName></Redirect>", "InvalidRequest", "HostName cannot be blank")]
    [InlineData("<Redirect><HostName>a b</HostName></Redirect>", "InvalidArgument", "HostName is not well formed")]
    [InlineData("<Redirect><Protocol>http2</Protocol></Redirect>", "InvalidRequest", "Invalid protocol")]
    public void Check_Rule_IsRefusedAsOnAws(string rule, string code, string message) =>
        AssertRefused($"{Index}<RoutingRules><RoutingRule>{rule}</RoutingRule></RoutingRules>", code, message);

    [Theory]
    [InlineData(50, false)]
    [InlineData(51, true)]
    public void Check_ManyRules_AreLimited(int count, bool isRefused)
    {
        var rules = string.Concat(Enumerable.Repeat("<RoutingRule><Redirect><HostName>a</HostName></Redirect></RoutingRule>", count));
        Assert.True(WebsiteRequest.TryParse(Utf8($"<WebsiteConfiguration>{Index}<RoutingRules>{rules}</RoutingRules></WebsiteConfiguration>"), out var website));

        Assert.Equal(isRefused, website.Check() is not null);
    }

    private static void AssertRefused(string content, string code, string message)
    {
        Assert.True(WebsiteRequest.TryParse(Utf8($"<WebsiteConfiguration>{content}</WebsiteConfiguration>"), out var website));

        var error = website.Check();

        Assert.Equal(code, error?.Code.ToString());
        Assert.Contains(message, error!.Message, StringComparison.Ordinal);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
