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

    [Theory]
    [InlineData("amqp://broker", "", "queue", true)]
    [InlineData("amqp://broker:5673/", "events", "", true)]
    [InlineData("amqps://broker/tenant%2Fa", "events", "key", true)]
    [InlineData("amqp://broker", "", "", false)]
    [InlineData("amqp://broker/a/b", "events", "", false)]
    [InlineData("amqp://broker/?heartbeat=1", "events", "", false)]
    [InlineData("amqp://user:secret@broker", "events", "", false)]
    [InlineData("http://broker", "events", "", false)]
    public void Validate_Broker_NeedsAnAddressAndARoute(string url, string exchange, string key, bool isGood)
    {
        var destination = new DestinationOptions { Url = url, Exchange = exchange, RoutingKey = key, UserFile = "/user", PasswordFile = "/password" };

        Assert.Equal(isGood, destination.Problem() is null);
        Assert.DoesNotContain("secret", destination.Problem() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SettingsOfTheOtherKind_AreRefused()
    {
        DestinationOptions[] wrong =
        [
            new() { Url = "amqp://broker", Exchange = "e" },
            new() { Url = "amqp://broker", Exchange = "e", UserFile = "/user" },
            new() { Url = "amqp://broker", Exchange = "e", UserFile = "/user", PasswordFile = "/password", TokenFile = "/token" },
            new() { Url = "amqp://broker", Exchange = "e", UserFile = "/user", PasswordFile = "/password", CaFile = "/ca" },
            new() { Url = "amqp://broker", Exchange = new string('e', 256), UserFile = "/user", PasswordFile = "/password" },
            new() { Url = "https://hook", CaFile = "/ca" },
            new() { Url = "https://hook", UserFile = "/user", PasswordFile = "/password" },
        ];

        Assert.All(wrong, static each => Assert.NotNull(each.Problem()));
        Assert.Null(new DestinationOptions { Url = "amqps://broker", Exchange = "e", UserFile = "/user", PasswordFile = "/password", CaFile = "/ca" }.Problem());
    }
}
