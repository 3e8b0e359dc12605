using System.CommandLine;
using System.Text.RegularExpressions;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Cli.Tests;

/// <summary>Commands that the pages name are there, and every command is named by docs/operations/cli.md.</summary>
public sealed partial class DocumentedCommandTests
{
    private static readonly Command Root = new CliApplication(new CliContext(TextWriter.Null, TextWriter.Null, static _ => null, IsInteractive: false, TimeProvider.System)).Root;

    private static string Pages => Path.Combine(RepositoryPaths.Root, "docs");

    [Fact]
    public void Commands_AllOfThem_AreInThePage()
    {
        var page = File.ReadAllText(Path.Combine(Pages, "operations", "cli.md"));

        Assert.DoesNotContain(Leaves(Root, ""), path => !Regex.IsMatch(page, $@"\bobjectstore {Regex.Escape(path)}\b"));
    }

    [Fact]
    public void Commands_ThatPagesName_AreThere()
    {
        // Formats and decisions have the word in texts that are signed.
        var named = Directory.GetFiles(Pages, "*.md").Concat(Directory.GetFiles(Path.Combine(Pages, "operations"), "*.md")).Append(Path.Combine(RepositoryPaths.Root, "README.md"))
            .SelectMany(static path => Named().Matches(File.ReadAllText(path)).Select(match => (Page: Path.GetRelativePath(RepositoryPaths.Root, path), Words: match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)))).ToArray();

        Assert.True(named.Length > 40);
        Assert.DoesNotContain(named, static each => !IsThere(each.Words));
    }

    /// <summary>Words beyond the last command are its arguments, if it has no commands of its own.</summary>
    private static bool IsThere(string[] words)
    {
        var command = Root;
        foreach (var word in words)
        {
            if (command.Subcommands.FirstOrDefault(each => each.Name == word) is not { } next) return command != Root && (command.Subcommands.Count == 0 || command.Action is not null);
            command = next;
        }

        return true;
    }

    private static IEnumerable<string> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [path.TrimStart()]
        : command.Subcommands.SelectMany(each => Leaves(each, $"{path} {each.Name}"));

    [GeneratedRegex("(?:^|`)objectstore((?: [a-z-]+)+)", RegexOptions.Multiline)]
    private static partial Regex Named();
}
