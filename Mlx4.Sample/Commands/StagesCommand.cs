using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Commands;

/// <summary>Lists the driver's pipelines from their generated tables.</summary>
internal static class StagesCommand
{
    /// <summary>Lists pipelines.</summary>
    /// <param name="pipelines">The pipelines.</param>
    /// <param name="write">Writes them in the wanted format.</param>
    /// <param name="file">The file to write to, <see langword="null"/> for the output.</param>
    /// <param name="output">The output.</param>
    /// <param name="errors">Takes what is wrong with the file.</param>
    public static int Run(
        IReadOnlyList<DriverPipelines.Pipeline> pipelines,
        Action<IReadOnlyList<DriverPipelines.Pipeline>, TextWriter> write,
        string? file,
        TextWriter output,
        TextWriter errors)
    {
        if (file is null)
        {
            write(pipelines, output);
            return ExitCode.Success;
        }
        try
        {
            using StreamWriter writer = new(file) { NewLine = "\n" };
            write(pipelines, writer);
            return ExitCode.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.WriteLine($"--output {file}: {exception.Message} Give a file that can be written.");
            return ExitCode.Usage;
        }
    }
}
