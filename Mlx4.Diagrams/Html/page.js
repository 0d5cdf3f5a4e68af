"use strict";
(() => {
  const pipelines = JSON.parse(document.getElementById("data").textContent);
  const $ = id => document.getElementById(id);
  const inside = element => element.closest(".pipeline");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const stageOf = (pipeline, index) => pipelines[pipeline.dataset.pipeline].stages[index];

  let variant = 0;
  let shown = null; // What is shown: the fault's way down to a stage, or a success.
  let steps = [];
  let at = 0;

  // Unfolding: what is nested is made when it is opened first.
  const fill = details => {
    if (!details.querySelector(".pipeline")) {
      details.append($("pipeline-" + details.dataset.nested).content.cloneNode(true));
      markSkipped(details);
    }
  };
  const open = (details, isOpen) => {
    if (isOpen) fill(details);
    details.open = isOpen;
  };
  document.addEventListener("toggle", event => {
    if (event.target.matches?.("details[data-nested]") && event.target.open) fill(event.target);
  }, true);

  // Each pipeline once, where it comes first.
  const unfoldEach = (wanted = () => true) => {
    const seen = new Set();
    const visit = pipeline => {
      for (const details of all("details", pipeline).filter(each => inside(each) === pipeline)) {
        const index = Number(details.dataset.nested);
        if (seen.has(index) || !wanted(index)) continue;
        seen.add(index);
        open(details, true);
        visit(details.querySelector(".pipeline"));
      }
    };
    all("section > .pipeline").forEach(visit);
  };
  const foldAll = () => all("details[open]").forEach(details => open(details, false));
  const unfoldSome = most => {
    let rows = all("section .row").length;
    for (let next = all("section details"); next.length > 0;) {
      const details = next.shift();
      const size = pipelines[details.dataset.nested].stages.length;
      if (rows + size > most) continue;
      rows += size;
      open(details, true);
      next.push(...all("details", details));
    }
  };

  // Plans
  const planOf = index => pipelines[index].plans[pipelines[index].variants[variant] ?? 0];
  const read = (text, pipeline) => text === "" ? [] : text.split(" ").map(step => ({ kind: step[0], stage: Number(step.slice(1)), pipeline }));

  const markSkipped = within => {
    const marked = within.matches?.(".pipeline") ? [within, ...all(".pipeline", within)] : all(".pipeline", within);
    for (const pipeline of marked) {
      const skipped = new Set(read(planOf(pipeline.dataset.pipeline).load.steps).filter(step => step.kind === "S").map(step => step.stage));
      for (const stage of all(".stage", pipeline).filter(each => inside(each) === pipeline)) {
        stage.classList.toggle("off", skipped.has(Number(stage.dataset.stage)));
      }
    }
  };

  // The stages in which a pipeline is nested, the outermost first.
  const wayTo = pipeline => {
    const outer = pipeline.parentElement.closest(".row");
    if (!outer) return [];
    const stage = outer.querySelector(".stage");
    return [...wayTo(inside(stage)), { pipeline: inside(stage), stage: Number(stage.dataset.stage) }];
  };

  // What a fault does to the pipeline that it is in, then what that does to those around.
  const courseOf = (way, fault) => {
    const last = way[way.length - 1];
    let course = read(fault.steps, last.pipeline);
    let outcome = fault;
    for (const outer of way.slice(0, -1).reverse()) {
      const plan = planOf(outer.pipeline.dataset.pipeline);
      outcome = outcome.loaded ? plan.load : plan.faults[outer.stage].find(each => each.plain);
      const around = read(outcome.steps, outer.pipeline);
      const place = around.findIndex(step => step.stage === outer.stage && "RFL".includes(step.kind));
      course = [...around.slice(0, place), ...course, ...around.slice(place)];
    }
    return { course, loaded: outcome.loaded, unload: outcome.unload };
  };

  const say = step => {
    const { name, cleanup, when, loop } = stageOf(step.pipeline, step.stage);
    switch (step.kind) {
      case "R": return loop ? `${name}, every item` : name;
      case "S": return `${name} is skipped${when ? `: not ${when}` : ""}`;
      case "K": return `${name} is kept from before`;
      case "F": return loop ? `${name} fails at item k` : `${name} fails`;
      case "L": return `${name} fails, and the load goes on without it`;
      case "B": return `again from ${name}`;
      case "U": return `${cleanup} undoes ${name}${loop ? ", last item first" : ""}`;
      case "I": return `${cleanup} undoes ${name}, items k−1 … 0`;
      default: return "";
    }
  };

  const show = (what, course, loaded, outcome) => {
    shown = what;
    steps = course.map(step => ({ ...step, text: say(step) }));
    if (loaded !== undefined) steps.push({ kind: loaded ? "E" : "N", text: loaded ? "loaded" : "not loaded" });
    const list = $("course");
    const depth = step => step.pipeline ? wayTo(step.pipeline).length : 0;
    const least = Math.min(...steps.filter(step => step.pipeline).map(depth), Infinity);
    list.replaceChildren(...steps.map((step, index) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      const number = document.createElement("span");
      const text = document.createElement("span");
      button.type = "button";
      number.className = "number";
      number.textContent = index + 1;
      text.className = "text";
      text.textContent = step.text;
      text.style.paddingLeft = step.pipeline ? `${(depth(step) - least) * 10}px` : "";
      button.append(number, text);
      button.addEventListener("click", () => go(index + 1));
      item.className = step.kind;
      item.append(button);
      return item;
    }));
    $("outcome").textContent = outcome;
    $("walk").hidden = steps.length === 0;
    $("reset").disabled = false;
    $("unload").disabled = !loaded;
    go(steps.length);
  };

  const go = to => {
    at = Math.max(0, Math.min(to, steps.length));
    paint();
    $("place").textContent = at === 0 ? `0 of ${steps.length}` : `${at} of ${steps.length}: ${steps[at - 1].text}`;
    $("back").disabled = $("first").disabled = at === 0;
    $("next").disabled = $("last").disabled = at === steps.length;
    all("#course > li").forEach((item, index) => {
      item.classList.toggle("later", index >= at);
      item.firstChild.toggleAttribute("aria-current", index === at - 1);
      if (index === at - 1) $("course").scrollTop = item.offsetTop - $("course").offsetTop - $("course").clientHeight / 2;
    });
  };

  const clear = () => {
    for (const element of all("[data-stage], [data-rung]")) {
      element.classList.remove("ran", "failed", "let", "undone", "now");
      element.querySelector(".mark").textContent = "";
      if (element.matches(".stage")) element.setAttribute("aria-pressed", "false");
    }
    all(".playing").forEach(pipeline => pipeline.classList.remove("playing"));
  };

  const paint = () => {
    clear();
    let cleanups = 0;
    new Set(steps.map(step => step.pipeline).filter(Boolean)).forEach(pipeline => pipeline.classList.add("playing"));
    steps.slice(0, at).forEach((step, index) => {
      if (!step.pipeline) return;
      const own = selector => all(selector, step.pipeline).find(each => inside(each) === step.pipeline);
      const stage = own(`[data-stage="${step.stage}"]`);
      const undo = own(`[data-rung="${step.stage}"]`);
      if ("RFL".includes(step.kind)) {
        stage.classList.remove("ran", "failed", "let", "undone");
        stage.classList.add({ R: "ran", F: "failed", L: "let" }[step.kind]);
        undo?.classList.remove("ran");
      }
      if ("UI".includes(step.kind)) {
        const mark = undo.querySelector(".mark");
        mark.textContent += (mark.textContent ? ", " : "") + ++cleanups;
        undo.classList.add("ran");
        if (step.kind === "U") {
          stage.classList.remove("ran");
          stage.classList.add("undone");
        }
      }
      if (index === at - 1 && at < steps.length) ("UI".includes(step.kind) ? undo : stage).classList.add("now");
    });
    if (shown?.way) {
      const { pipeline, stage } = shown.way[shown.way.length - 1];
      all(`[data-stage="${stage}"]`, pipeline).find(each => inside(each) === pipeline).setAttribute("aria-pressed", "true");
    }
  };

  const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
  const cleanups = course => {
    const names = course.filter(step => "UI".includes(step.kind)).map(step => stageOf(step.pipeline, step.stage).cleanup);
    switch (names.length) {
      case 0: return "no cleanup runs";
      case 1: return `one cleanup runs, ${names[0]}`;
      default: return `${names.length} cleanups run, from ${names[0]} to ${names[names.length - 1]}`;
    }
  };

  const fail = (way, choice = 0) => {
    const { pipeline, stage } = way[way.length - 1];
    const { name } = stageOf(pipeline, stage);
    const faults = planOf(pipeline.dataset.pipeline).faults[stage];
    const idle = way.find(each => planOf(each.pipeline.dataset.pipeline).faults[each.stage].length === 0);
    offer(way, idle ? [] : faults, choice);
    if (idle) {
      show({ pipeline: way[0].pipeline, way }, [], undefined, `${stageOf(idle.pipeline, idle.stage).name} does not run in this kind of load, so ${idle.stage === stage && idle.pipeline === pipeline ? "it" : name} cannot fail.`);
      return;
    }
    const { course, loaded, unload } = courseOf(way, faults[choice]);
    show({ pipeline: way[0].pipeline, way, unload }, course, loaded, `${name} fails with ${faults[choice].with}: ${cleanups(course)}. ${loaded ? "It is loaded in the end." : "Nothing is left loaded."}`);
  };

  const offer = (way, faults, choice) => {
    const box = $("faults");
    box.hidden = faults.length < 2;
    box.replaceChildren(box.firstElementChild, ...faults.map((fault, index) => {
      const label = document.createElement("label");
      const input = document.createElement("input");
      input.type = "radio";
      input.name = "fault";
      input.checked = index === choice;
      input.addEventListener("change", () => {
        fail(way, index);
        all("#faults input")[index].focus();
      });
      label.append(input, fault.with);
      return label;
    }));
  };

  // A success is of the pipeline that was last touched, or of the first.
  const target = () => shown?.pipeline ?? document.querySelector("section:not([hidden]) > .pipeline");
  const succeed = () => {
    const pipeline = target();
    const { load } = planOf(pipeline.dataset.pipeline);
    const course = read(load.steps, pipeline);
    const ran = course.filter(step => step.kind === "R").length;
    offer([], [], 0);
    show({ pipeline, unload: load.unload }, course, true, `${count(ran, "stage")} ${ran === 1 ? "runs" : "run"}, and ${cleanups(course)}. It is loaded.`);
  };
  const unload = () => {
    const { pipeline, unload } = shown;
    const course = read(unload, pipeline);
    offer([], [], 0);
    show({ pipeline }, course, false, `Unload: ${cleanups(course)}. Nothing is left loaded.`);
  };
  const reset = () => {
    shown = null;
    steps = [];
    at = 0;
    clear();
    offer([], [], 0);
    $("course").replaceChildren();
    $("outcome").textContent = "Nothing yet. Choose a stage, or let the load succeed.";
    $("walk").hidden = true;
    $("unload").disabled = $("reset").disabled = true;
  };

  // Search
  const found = (pipeline, text) => pipeline.stages.map(stage => stage.text.toLowerCase().includes(text));
  const holds = index => pipelines[index].hits?.some(Boolean) || pipelines[index].stages.some(stage => "nested" in stage && holds(stage.nested));
  let folds = null; // What was unfolded before the search.
  const search = () => {
    const text = $("search").value.trim().toLowerCase();
    const isActive = text !== "";
    if (isActive && !folds) folds = all("details[open]");
    document.body.classList.toggle("searching", isActive);
    pipelines.forEach(pipeline => { pipeline.hits = isActive ? found(pipeline, text) : null; });
    if (folds) {
      foldAll();
      if (isActive) {
        unfoldEach(holds);
      } else {
        folds.forEach(details => open(details, true));
        folds = null;
      }
    }
    const rows = all("section .rows > .row").reverse(); // Nested ones first.
    const kept = new Set();
    for (const row of rows) {
      const pipeline = pipelines[inside(row).dataset.pipeline];
      const boxes = all(":scope > .cell > .stage, :scope > .cell > .undo", row);
      const isHit = isActive && boxes.some(box => pipeline.hits[box.dataset.stage ?? box.dataset.rung]);
      const around = row.parentElement.closest("details")?.closest(".row");
      row.classList.toggle("hit", isHit);
      row.classList.toggle("miss", isActive && !isHit && !kept.has(row));
      if (around && (isHit || kept.has(row))) kept.add(around);
    }
    for (const section of all("section")) {
      section.hidden = isActive && all(".hit", section).length === 0;
    }
    const hits = pipelines.filter(pipeline => pipeline.hits?.some(Boolean));
    const stages = hits.reduce((sum, pipeline) => sum + pipeline.hits.filter(Boolean).length, 0);
    $("none").hidden = !isActive || stages > 0;
    $("count").textContent = isActive ? `${count(stages, "stage")} in ${count(hits.length, "pipeline")}` : "";
  };

  // Keys
  const visible = () => all("[data-stage]").filter(stage => stage.offsetParent !== null);
  const move = (stage, by) => {
    const stages = visible();
    const next = stages[Math.max(0, Math.min(stages.length - 1, stage ? stages.indexOf(stage) + by : 0))];
    next?.focus();
  };
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const stage = event.target.closest?.(".stage");
    const isTyping = event.target.matches?.("input[type=search]");
    if (event.key === "/" && !isTyping) {
      $("search").focus();
    } else if (event.key === "Escape" && ($("search").value !== "" || isTyping)) {
      $("search").value = "";
      search();
      if (isTyping) move(null, 0);
    } else if (event.key === "Escape") {
      reset();
    } else if (isTyping && (event.key === "Enter" || event.key === "ArrowDown")) {
      (document.querySelector(".hit > .cell > .stage") ?? visible()[0])?.focus();
    } else if (stage && event.key === "ArrowDown") {
      move(stage, 1);
    } else if (stage && event.key === "ArrowUp") {
      move(stage, -1);
    } else if (stage && event.key === "Home") {
      move(null, 0);
    } else if (stage && event.key === "End") {
      move(stage, Infinity);
    } else if (stage && (event.key === "ArrowRight" || event.key === "ArrowLeft") && stage.matches(".nesting")) {
      open(stage.closest(".row").querySelector("details"), event.key === "ArrowRight");
    } else {
      return;
    }
    event.preventDefault();
  });

  document.addEventListener("click", event => {
    const stage = event.target.closest?.(".stage");
    if (stage?.dataset.stage) fail([...wayTo(inside(stage)), { pipeline: inside(stage), stage: Number(stage.dataset.stage) }]);
  });
  $("success").addEventListener("click", succeed);
  $("unload").addEventListener("click", unload);
  $("reset").addEventListener("click", reset);
  $("first").addEventListener("click", () => go(0));
  $("back").addEventListener("click", () => go(at - 1));
  $("next").addEventListener("click", () => go(at + 1));
  $("last").addEventListener("click", () => go(steps.length));
  $("search").addEventListener("input", search);
  $("unfold").addEventListener("click", () => unfoldEach());
  $("fold").addEventListener("click", foldAll);
  $("variants")?.addEventListener("change", event => {
    variant = Number(event.target.value);
    markSkipped(document);
    if (shown?.way) fail(shown.way);
    else if (shown) succeed();
  });

  // On paper everything is unfolded, each pipeline once.
  let before = null;
  const print = isPrinting => {
    if (isPrinting && !before) {
      before = all("details[open]");
      unfoldEach();
    } else if (!isPrinting && before) {
      foldAll();
      before.forEach(details => open(details, true));
      before = null;
    }
  };
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
  matchMedia("print").addEventListener("change", event => print(event.matches));

  markSkipped(document);
  unfoldSome(60);
})();
