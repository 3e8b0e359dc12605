using Microsoft.Extensions.Options;
using ObjectStore.Curator.Events;
using Xunit;

namespace ObjectStore.Curator.Tests.Events;

public sealed class EventOptionsTests
{
    [Theory]
    [InlineData("audit", "https://example.org/hook?a=b", true)]
    [InlineData("a-b_9", "http://127.0.0.1:8080", true)]
    [InlineData("a b", "http://127.0.0.1:8080", false)]
    [InlineData("audit", "", false)]
    [InlineData("audit", "/hook", false)]
    [InlineData("audit", "ftp://example.org/", false)]
    [InlineData("audit", "https://user:secret@example.org/", false)]
    public void Validate_Destination_NeedsANameAndAnAddress(string name, string url, bool isGood)
    {
        var options = new EventOptions { Destinations = { [name] = new DestinationOptions { Url = url } } };

        var result = new EventOptionsValidator().Validate(Options.DefaultName, options);

        Assert.Equal(isGood, result.Succeeded);
        Assert.DoesNotContain("secret", result.FailureMessage ?? "", StringComparison.Ordinal);
    }
}
