// A question is answered by its button. A wrong choice is told why it is wrong, and another may be
// tried; the right one shows what is to be said of all. The page brings the answers folded below the
// question, and from there they are moved to their choices.
document.querySelectorAll(".question").forEach((question) => {
  const button = question.querySelector("button");
  const folded = question.querySelector("details");
  const answers = [...question.querySelectorAll(".answers > li")];
  const radios = [...question.querySelectorAll("input")];

  // What appears in these is read out by screen readers. They must be there before anything appears.
  const message = document.createElement("div");
  const places = radios.map((radio) => {
    const place = document.createElement("div");
    place.id = `${radio.name}-${radio.value}`;
    radio.setAttribute("aria-describedby", place.id); // and read again by whoever comes back
    radio.closest("li").append(place);
    return place;
  });
  for (const element of [message, ...places]) element.setAttribute("role", "status");
  button.after(message);
  button.hidden = false;

  function show(i) {
    radios[i].closest("li").classList.add(answers[i].className);
    places[i].append(...answers[i].childNodes);
    answers[i].hidden = true;
  }

  function answer() {
    const chosen = radios.findIndex((radio) => radio.checked);
    if (chosen < 0) {
      message.textContent = "Choose one of the answers first.";
      return;
    }
    show(chosen);
    if (answers[chosen].className === "wrong") {
      message.textContent = "Try another.";
      return;
    }
    // The others are there to be read; only the one chosen is read out.
    places.forEach((place, i) => i === chosen || place.setAttribute("aria-live", "off"));
    answers.forEach((_, i) => show(i));
    message.textContent = "";
    radios[chosen].focus(); // before the button that has the focus goes
    button.hidden = true;
    folded.remove();
  }

  button.addEventListener("click", answer);
  question.addEventListener("change", () => (message.textContent = ""));
  question.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.type === "radio" && !button.hidden) answer();
  });
});
