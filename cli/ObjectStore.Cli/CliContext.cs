using Spectre.Console;

namespace ObjectStore.Cli;

/// <summary>What a command has of its process: where it writes and what its environment says.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Errors and progress.</param>
/// <param name="Environment">A variable of the environment, or null.</param>
/// <param name="IsInteractive">Whether a person watches standard error, so that progress is drawn.</param>
/// <param name="Time">The clock.</param>
internal sealed record CliContext(TextWriter Output, TextWriter Error, Func<string, string?> Environment, bool IsInteractive, TimeProvider Time)
{
    /// <summary>Tables into a file or a pipe are as wide as they are.</summary>
    private const int UnlimitedWidth = 10_000;

    public static CliContext OfProcess() => new(
        Console.Out, Console.Error, System.Environment.GetEnvironmentVariable, !Console.IsErrorRedirected && !Console.IsOutputRedirected, TimeProvider.System);

    /// <summary>A console over one of the writers.</summary>
    public IAnsiConsole ConsoleOf(TextWriter writer)
    {
        var support = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = support,
            ColorSystem = IsInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!IsInteractive) console.Profile.Width = UnlimitedWidth;
        return console;
    }
}
