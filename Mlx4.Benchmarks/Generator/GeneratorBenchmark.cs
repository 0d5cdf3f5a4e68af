using Mlx4.Benchmarks.Measuring;
using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Benchmarks.Generator;

/// <summary>Our generator beside those of the .NET SDK, in the same driver.</summary>
internal static class GeneratorBenchmark
{
    private const int MembersOfAType = 12;

    // What the goals allow.
    private const double ColdTime = 1.0 / 4;
    private const double ColdBytes = 1.0 / 3;
    private const double UnrelatedTime = 1.0 / 5;
    private const double Growth = 1.5;

    /// <summary>How much longer than with ten types one stage's edit may take with a thousand, without the driver's share. Chosen: less is noise.</summary>
    private const double EditGrowth = 1.5;

    // The sizes of one type whose time for a stage is compared.
    private const int Small = 100;
    private const int Large = 5000;

    private const string Bindings = """
        Against LoggerMessage: to find a stage takes the compiler to bind its attribute, and that took more than all else the generator asks of it. So it binds the first of each type, and reads the others from their text where that says
        all: an order, strings, nameof, true. The largest part of what is left are the types in the signatures of stages, which the compiler looks up one by one; the next step would be to take equal names in one part of a type for the
        same type, as it is done for attributes.
        """;

    private const string Edits = """
        Edit of one stage: it makes a new compilation, and a change of any file may change what a declaration in another one means: by a global using, a type that comes nearer in scope, a member of a base type, the parameters of a nested
        pipeline. The compiler does not say which types a change has left alone, so the driver asks for all of them again, and a model kept because its own file is the same could be wrong; no sound way round that is known. What is generated
        for a type is not written again where its model is the same, and all that can be done is to ask for little.
        """;

    public static Report Run(bool quick)
    {
        int[] types = quick ? [1, 10] : [1, 10, 100, 1000];
        int[] members = quick ? [10, Small] : [10, Small, 1000, Large];
        Size[] many = [.. types.Select(count => new Size(count, MembersOfAType))];
        Size[] one = [.. members.Select(count => new Size(1, count))];
        Report report = new("generator", "The time of the generator");
        report.Paragraph("""
            Our generator beside those of the installed .NET SDK, each alone in the compiler's driver, on one thread, with sources of as many annotated members: stages (each with a cleanup and a
            parameter), logging methods, imported functions, regular expressions, properties of a type for JSON. What they generate differs, so the figures say what a member costs its author, not who is
            the better generator. "An empty generator" asks for one member of each type, as ours does, and does nothing with it: its figures are the driver's share, the least that finding the types
            takes. What a generator has the driver bind beyond that is its own share, ours as LoggerMessage's; "the same, of all members" asks for each of them, and shows what the driver takes to bind so many attributes.
            A run is *cold* with a new driver; otherwise the driver has run before and gets the same compilation again (*cached*), one with another file edited (*unrelated edit*), with the body of
            a member edited (*body*), or with what one member says edited (*member*). Except when cached, nobody has looked at the compilation before, so that what the generator makes the compiler bind is
            in its figures. The contenders take turns; figures are medians, and times are those of the thread, not of the day. A ratio to LoggerMessage is the median of the ratios round by round. What each has generated is compiled once, and has to compile.
            """);
        if (!quick)
        {
            // The compiler itself has to be warm before anything is timed.
            Measure(many[1], Contender.All, quick, []);
        }

        Dictionary<(Size Size, Contender Contender, Edit Edit), Result> results = [];
        foreach (Size size in many)
        {
            Measure(size, [.. Contender.All.Where(contender => size.All <= contender.MostMembers)], quick, results);
        }
        foreach (Size size in one)
        {
            Measure(size, [.. Contender.All.Where(contender => contender.MostMembers == int.MaxValue)], quick, results);
        }

        report.Add(ChartOf(many.Last(size => Contender.All.All(contender => size.All <= contender.MostMembers)), results), "ratios", "The time of each generator, to that of LoggerMessage");
        foreach (Size size in many.Concat(one))
        {
            report.Head(size.Name);
            report.Add(TableOf(size, results));
        }
        AddGoals(report, many, one, results);
        return report;
    }

    private static void Measure(Size size, IReadOnlyList<Contender> contenders, bool quick, Dictionary<(Size Size, Contender Contender, Edit Edit), Result> results)
    {
        const int ManyMembers = 1000;
        int rounds = quick ? 1 : size.All > ManyMembers ? 3 : 9;
        Driver[] drivers = [.. contenders.Select(contender => new Driver(contender, size))];
        Quiet.Wait();
        foreach (Edit edit in Enum.GetValues<Edit>())
        {
            // The first round warms the machine up.
            for (int round = -1; round < rounds; round++)
            {
                for (int i = 0; i < contenders.Count; i++)
                {
                    (double Milliseconds, double Bytes) run = drivers[i].Run(edit);
                    if (round < 0)
                    {
                        results[(size, contenders[i], edit)] = new Result();
                    }
                    else
                    {
                        results[(size, contenders[i], edit)].Add(run);
                    }
                }
            }
        }
    }

    private static Table TableOf(Size size, Dictionary<(Size Size, Contender Contender, Edit Edit), Result> results)
    {
        Table table = new(
            ("run", Align.Left), ("contender", Align.Left), ("ms", Align.Right), ("µs a member", Align.Right), ("KiB", Align.Right), ("to LoggerMessage", Align.Right));
        foreach (Edit edit in Enum.GetValues<Edit>())
        {
            foreach (Contender contender in Contender.All)
            {
                if (results.TryGetValue((size, contender, edit), out Result? result))
                {
                    Result? logger = LoggerMessage(size, edit, results);
                    const double Kibi = 1024;
                    const double MicrosecondsOfAMillisecond = 1000;
                    table.Add(
                        NameOf(edit), contender.Name, Figures.Short(result.Time.Median), Figures.Short(result.Time.Median * MicrosecondsOfAMillisecond / size.All), Figures.Short(result.Bytes.Median / Kibi),
                        logger is null ? "–" : Figures.Ratio(result.Time.RatioTo(logger.Time)));
                }
            }
        }
        return table;
    }

    private static BarChart ChartOf(Size size, Dictionary<(Size Size, Contender Contender, Edit Edit), Result> results)
    {
        BarChart chart = new($"Time to that of LoggerMessage, {size.Name}; shorter is faster");
        foreach (Edit edit in Enum.GetValues<Edit>())
        {
            if (LoggerMessage(size, edit, results) is { } logger)
            {
                chart.AddGroup(NameOf(edit));
                foreach (Contender contender in Contender.All)
                {
                    chart.Add(contender.Name, results[(size, contender, edit)].Time.RatioTo(logger.Time), contender == Contender.Ours);
                }
            }
        }
        return chart;
    }

    private static void AddGoals(Report report, Size[] many, Size[] one, Dictionary<(Size Size, Contender Contender, Edit Edit), Result> results)
    {
        Size most = many[^1];
        foreach ((Edit edit, double limit) in new[] { (Edit.Cold, ColdTime), (Edit.Unrelated, UnrelatedTime) })
        {
            report.Add(Goal.AtMost($"{most.Name}, {NameOf(edit)}: time to LoggerMessage", ToLogger(edit, static result => result.Time), limit).IfMissed(Bindings));
            report.Add(Goal.AtMost($"{most.Name}, {NameOf(edit)}, without the driver's share: time to LoggerMessage", OwnToLogger(edit, static result => result.Time), limit).IfMissed(Bindings));
        }
        report.Add(Goal.AtMost($"{most.Name}, cold: bytes to LoggerMessage", ToLogger(Edit.Cold, static result => result.Bytes), ColdBytes).IfMissed(Bindings));
        report.Add(Goal.AtMost($"{most.Name}, cold, without the driver's share: bytes to LoggerMessage", OwnToLogger(Edit.Cold, static result => result.Bytes), ColdBytes).IfMissed(Bindings));
        report.Add(Goal.AtMost(
            $"edit of one stage, without the driver's share: {most.Name} to {many[1].Name}", Own(most, Edit.Member) / Own(many[1], Edit.Member), EditGrowth).IfMissed(Edits));
        report.Add(Goal.AtMost(
            $"cold time of a stage: {Large:#,0} in one type to {Small}",
            one[^1].Members == Large ? MedianOf(one[^1], Contender.Ours, Edit.Cold) / Large / (MedianOf(one[1], Contender.Ours, Edit.Cold) / Small) : null,
            Growth));
        report.Add(Goal.That($"what is generated for {one[^1].Members:#,0} stages in one type compiles", isSo: true));

        double? ToLogger(Edit edit, Func<Result, Series> of) =>
            LoggerMessage(most, edit, results) is { } logger ? of(results[(most, Contender.Ours, edit)]).RatioTo(of(logger)) : null;

        double? OwnToLogger(Edit edit, Func<Result, Series> of) => LoggerMessage(most, edit, results) is { } logger
            ? (of(results[(most, Contender.Ours, edit)]).Median - of(results[(most, Contender.Floor, edit)]).Median) / (of(logger).Median - of(results[(most, Contender.Floor, edit)]).Median)
            : null;

        double Own(Size size, Edit edit) => MedianOf(size, Contender.Ours, edit) - MedianOf(size, Contender.Floor, edit);

        double MedianOf(Size size, Contender contender, Edit edit) => results[(size, contender, edit)].Time.Median;
    }

    private static Result? LoggerMessage(Size size, Edit edit, Dictionary<(Size Size, Contender Contender, Edit Edit), Result> results) =>
        Contender.All.FirstOrDefault(contender => contender.Name == Contender.LoggerMessageName) is { } logger ? results.GetValueOrDefault((size, logger, edit)) : null;

    private static string NameOf(Edit edit) => edit switch
    {
        Edit.Cold => "cold",
        Edit.Nothing => "cached",
        Edit.Unrelated => "unrelated edit",
        Edit.Body => "body",
        _ => "member",
    };
}
