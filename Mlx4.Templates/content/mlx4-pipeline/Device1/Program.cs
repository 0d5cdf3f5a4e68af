using Mlx4.Diagrams;
using Mlx4.Runtime;

// dotnet run                        brings the device up, and takes it down again
// dotnet run -- fail StartPort      lets a stage fail
// dotnet run -- draw device.html    draws the pipeline: .html, .svg or .mmd
switch (args)
{
    case ["draw", string file]:
        PipelineDrawing drawing = new(nameof(DeviceClass1), DeviceClass1.LoadOneStages);
        File.WriteAllText(file, Path.GetExtension(file) switch
        {
            ".html" => drawing.ToHtml(),
            ".svg" => drawing.ToSvg(),
            _ => drawing.ToMermaid(),
        });
        return 0;

    case [] or ["fail", _]:
        DeviceClass1 device = new()
        {
            Watch = stageEvent => Console.WriteLine($"  {stageEvent}"),
            Refuse = stage => args is ["fail", string failing] && stage.Name == failing ? Errno.EIO : Errno.Ok,
        };
        InitResult<Errno> result = device.LoadOne(entries: 256);
        Console.WriteLine(result);
        if (result.Succeeded)
        {
            device.UnloadOne();
        }
        Console.WriteLine($"held: {(device.Held.Count == 0 ? "nothing" : string.Join(", ", device.Held))}");
        return result.Succeeded ? 0 : 1;

    default:
        Console.Error.WriteLine($"Nothing is known of '{string.Join(' ', args)}': say nothing, 'fail STAGE' or 'draw FILE'.");
        return 2;
}
