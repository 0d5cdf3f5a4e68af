using System.CommandLine;
using Mlx4.Sample.Matrix;

namespace Mlx4.Sample.Commands;

/// <summary>The command <c>matrix</c> and its options.</summary>
internal static class MatrixLine
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        Option<string> scenario = new("--scenario")
        {
            Description = "Only the scenarios whose text contains this; or the one scenario with this text, as violations are printed with.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "",
        };
        scenario.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && MatrixSettings.Find(text).Count == 0)
            {
                result.AddError($"--scenario {text}: there is no such scenario. The option --list lists them.");
            }
        });
        Option<string> fault = new("--fault")
        {
            Description = "Only the fault points whose text contains this; or the one fault point with this text, as violations are printed with.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "",
        };
        Option<bool> list = new("--list") { Description = "Lists the scenarios and runs nothing." };
        Option<int> jobs = new("--jobs") { Description = "The number of threads.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        jobs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--jobs is 1 or more.");
            }
        });
        Option<bool> quick = new("--quick") { Description = "A share of the fault points, the same in every run." };
        Option<bool> json = new("--json") { Description = "Prints the result as JSON." };

        Option<string?> report = new("--report")
        {
            Description = "Writes the result to a page of one file: the faults by stage and by scenario, each violation, and Linux's figures beside them.",
            HelpName = "FILE.html",
        };
        Command matrix = new("matrix", "Lets everything fail that can fail, in every scenario, and checks that nothing is left of it.") { scenario, fault, list, jobs, quick, json, report };
        matrix.SetAction(line =>
        {
            MatrixSettings settings = new()
            {
                Scenarios = MatrixSettings.Find(line.GetRequiredValue(scenario)),
                Fault = line.GetRequiredValue(fault),
                Jobs = line.GetValue(jobs),
                Quick = line.GetValue(quick),
                Report = line.GetValue(report),
                CommandLine = Quoting.Join(line.Tokens.Select(static token => token.Value)),
            };
            return line.GetValue(list)
                ? MatrixCommand.List(settings, output)
                : MatrixCommand.Run(settings, static scenario => new MatrixMachine(scenario), line.GetValue(json), output, errors);
        });
        return matrix;
    }
}
