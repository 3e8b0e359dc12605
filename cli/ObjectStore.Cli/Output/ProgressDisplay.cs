using Spectre.Console;

namespace ObjectStore.Cli.Output;

/// <summary>A bar on standard error while a command works; nothing where nobody watches.</summary>
internal static class ProgressDisplay
{
    /// <summary>Runs work that reports how far it has come.</summary>
    /// <param name="context">Where to draw.</param>
    /// <param name="isDrawn">Whether the result is for people; lines of JSON and a bar would be in each other's way.</param>
    /// <param name="work">Is given what to call with a text, what is done, and what there is in all (0: not known).</param>
    public static async Task<T> RunAsync<T>(CliContext context, bool isDrawn, Func<Action<string, double, double>, Task<T>> work)
    {
        if (!isDrawn || !context.IsInteractive) return await work(static (_, _, _) => { });
        return await BarsOn(context).StartAsync(async progress =>
        {
            var task = progress.AddTask("…", maxValue: 1);
            return await work((text, done, all) => Update(task, text, done, all));
        });
    }

    /// <summary>Runs work that reports on several things at once; a bar goes when its thing does.</summary>
    /// <param name="context">Where to draw.</param>
    /// <param name="isDrawn">Whether the result is for people.</param>
    /// <param name="work">Is given what to call with all that is under way.</param>
    public static async Task WatchAsync(CliContext context, bool isDrawn, Func<Action<IReadOnlyList<ProgressBarState>>, Task> work)
    {
        if (!isDrawn || !context.IsInteractive)
        {
            await work(static _ => { });
            return;
        }

        await BarsOn(context).StartAsync(async progress =>
        {
            var tasks = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
            await work(bars => Update(progress, tasks, bars));
        });
    }

    private static Progress BarsOn(CliContext context) => context.ConsoleOf(context.Error).Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn());

    private static void Update(ProgressContext progress, Dictionary<string, ProgressTask> tasks, IReadOnlyList<ProgressBarState> bars)
    {
        foreach (var (text, task) in tasks.Where(task => bars.All(bar => bar.Text != task.Key)).ToArray())
        {
            task.StopTask();
            tasks.Remove(text);
        }

        foreach (var bar in bars)
        {
            if (!tasks.TryGetValue(bar.Text, out var task)) tasks[bar.Text] = task = progress.AddTask("…", maxValue: 1);
            Update(task, bar.Text, bar.Done, bar.All);
        }
    }

    private static void Update(ProgressTask task, string text, double done, double all)
    {
        task.Description = Markup.Escape(text);
        task.IsIndeterminate = all <= 0;
        if (all <= 0) return;
        task.MaxValue = Math.Max(all, done);
        task.Value = done;
    }
}
