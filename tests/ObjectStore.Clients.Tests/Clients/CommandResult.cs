using System.Text.Json;

namespace ObjectStore.Clients.Tests.Clients;

/// <summary>What a command left behind.</summary>
internal sealed record CommandResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Fails the test when the command failed.</summary>
    public CommandResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Command}\nended with {ExitCode}\n{Tail(Output)}\n{Tail(Error)}");
        return this;
    }

    /// <summary>Fails the test unless the command failed and its standard error has the text.</summary>
    public void FailedWith(string text)
    {
        Assert.True(ExitCode != 0, $"{Command}\nsucceeded, expected {text}\n{Tail(Output)}");
        Assert.Contains(text, Error + Output, StringComparison.Ordinal);
    }

    /// <summary>The output as JSON; an empty output is an empty object.</summary>
    public JsonElement Json()
    {
        Succeeded();
        using var document = JsonDocument.Parse(string.IsNullOrWhiteSpace(Output) ? "{}" : Output);
        return document.RootElement.Clone();
    }

    private static string Tail(string text) => text.Length <= 8_000 ? text : "…" + text[^8_000..];
}
